import { drawableText } from '../../draw/scene/measure-text.ts';
import type { StudioProblem } from '../api.ts';

const words = { error: 'error', warning: 'warning', info: 'note' } as const;

/** One finding: what is wrong, where, and what to do. */
export function ProblemItem({
  problem,
  canFix,
  fix,
  select,
  show,
}: {
  readonly problem: StudioProblem;
  readonly canFix: boolean;
  readonly fix: (problem: StudioProblem) => void;
  readonly select?: (id: string) => void;
  /** Shows the place in the text. */
  readonly show?: (problem: StudioProblem) => void;
}) {
  const { severity, message, help, file, line, column, code, element } = problem;
  return (
    <li class={`problem is-${severity}`}>
      <span class="severity">{words[severity]}</span>
      <div>
        <p>
          {select !== undefined && element !== undefined ? (
            <button type="button" class="link" onClick={() => select(element)}>
              {drawableText(message)}
            </button>
          ) : (
            drawableText(message)
          )}
        </p>
        {help === undefined ? null : <p class="muted">{help}</p>}
        <p class="muted">
          {show === undefined ? (
            `${file}:${line}:${column}`
          ) : (
            <button type="button" class="link" onClick={() => show(problem)}>
              {file}:{line}:{column}
            </button>
          )}{' '}
          · {code}
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

/** How many findings there are, by their weight. */
export function ProblemCount({ problems }: { readonly problems: readonly StudioProblem[] }) {
  const count = (severity: StudioProblem['severity']): number =>
    problems.filter((problem) => problem.severity === severity).length;
  const parts = (['error', 'warning', 'info'] as const).flatMap((severity) => {
    const number = count(severity);
    return number === 0 ? [] : [`${number} ${words[severity]}${number === 1 ? '' : 's'}`];
  });
  const worst = count('error') > 0 ? 'error' : count('warning') > 0 ? 'warning' : 'info';
  return (
    <>
      <span class={`dot is-${problems.length === 0 ? 'fine' : worst}`} />{' '}
      {problems.length === 0 ? 'No problems' : parts.join(', ')}
    </>
  );
}

/** All findings. */
export function ProblemList({
  problems,
  canFix,
  fix,
  select,
  show,
}: {
  readonly problems: readonly StudioProblem[];
  readonly canFix: boolean;
  readonly fix: (problem: StudioProblem) => void;
  readonly select: (id: string) => void;
  readonly show: (problem: StudioProblem) => void;
}) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls has to be reached by keys
    <ul class="problem-list" tabIndex={0} aria-label="Problems">
      {problems.map((problem) => (
        <ProblemItem
          key={problem.fingerprint}
          problem={problem}
          canFix={canFix}
          fix={fix}
          select={select}
          show={show}
        />
      ))}
    </ul>
  );
}
