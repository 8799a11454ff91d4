import type { StudioProblem } from '../api.ts';

const words = { error: 'error', warning: 'warning', info: 'note' } as const;

/** One finding: what is wrong, where, and what to do. */
export function ProblemItem({
  problem,
  canFix,
  fix,
  select,
}: {
  readonly problem: StudioProblem;
  readonly canFix: boolean;
  readonly fix: (problem: StudioProblem) => void;
  readonly select?: (id: string) => void;
}) {
  const { severity, message, help, file, line, column, code, element } = problem;
  return (
    <li class={`problem is-${severity}`}>
      <span class="severity">{words[severity]}</span>
      <div>
        <p>
          {select !== undefined && element !== undefined ? (
            <button type="button" class="link" onClick={() => select(element)}>
              {message}
            </button>
          ) : (
            message
          )}
        </p>
        {help === undefined ? null : <p class="muted">{help}</p>}
        <p class="muted">
          {file}:{line}:{column} · {code}
          {problem.fix !== undefined && canFix ? (
            <>
              {' · '}
              <button type="button" class="link" onClick={() => fix(problem)}>
                {problem.fix.title}
              </button>
            </>
          ) : null}
        </p>
      </div>
    </li>
  );
}

/** The drawer at the bottom: one line of counts, and the findings where it is open. */
export function ProblemDrawer({
  problems,
  isOpen,
  toggle,
  canFix,
  fix,
  select,
  status,
}: {
  readonly problems: readonly StudioProblem[];
  readonly isOpen: boolean;
  readonly toggle: () => void;
  readonly canFix: boolean;
  readonly fix: (problem: StudioProblem) => void;
  readonly select: (id: string) => void;
  readonly status: string;
}) {
  const count = (severity: StudioProblem['severity']): number =>
    problems.filter((problem) => problem.severity === severity).length;
  const parts = (['error', 'warning', 'info'] as const).flatMap((severity) => {
    const number = count(severity);
    return number === 0 ? [] : [`${number} ${words[severity]}${number === 1 ? '' : 's'}`];
  });
  return (
    <footer class="drawer">
      <div class="drawer-line">
        <button
          type="button"
          class="quiet"
          aria-expanded={isOpen}
          onClick={toggle}
          disabled={problems.length === 0}
        >
          {problems.length === 0 ? (
            <>
              <span class="dot is-fine" /> No problems
            </>
          ) : (
            <>
              <span
                class={`dot is-${count('error') > 0 ? 'error' : count('warning') > 0 ? 'warning' : 'info'}`}
              />{' '}
              {parts.join(', ')}
            </>
          )}
        </button>
        <span class="muted">{status}</span>
      </div>
      {isOpen && problems.length > 0 ? (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls has to be reached by keys
        <ul class="problem-list" tabIndex={0} aria-label="Problems">
          {problems.map((problem) => (
            <ProblemItem
              key={problem.fingerprint}
              problem={problem}
              canFix={canFix}
              fix={fix}
              select={select}
            />
          ))}
        </ul>
      ) : null}
    </footer>
  );
}
