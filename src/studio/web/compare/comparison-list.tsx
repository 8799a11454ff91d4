import type { ChangeLine, StudioComparison } from '../../api.ts';
import { changeMarks, markLooks } from './mark-looks.ts';

const severities: { readonly [verdict in ChangeLine['verdict']]: string } = {
  breaking: 'error',
  risky: 'warning',
  compatible: 'fine',
  documentation: 'info',
};

/** All that differs between two states, the gravest first. */
export function ComparisonList({
  comparison,
  select,
}: {
  readonly comparison: StudioComparison;
  readonly select: (element: string) => void;
}) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls has to be reached by keys
    <ul class="problem-list comparison" tabIndex={0} aria-label="Changes">
      {comparison.changes.length === 0 ? <li class="problem">Nothing differs.</li> : null}
      {comparison.changes.map(({ fingerprint, verdict, kind, name, what, why, mark, elements, affected }) => {
        const [element] = elements;
        const title = `${kind} ${name}`;
        return (
          <li key={fingerprint} class={`problem is-${severities[verdict]}`}>
            <span class="severity">{verdict}</span>
            <div>
              <p>
                <span class={`mark is-${mark}`} aria-hidden="true">
                  {markLooks[mark]}
                </span>{' '}
                {element === undefined ? (
                  title
                ) : (
                  <button type="button" class="link" onClick={() => select(element)}>
                    {title}
                  </button>
                )}
                : {what}
              </p>
              {why === undefined && affected.length === 0 ? null : (
                <p class="muted">
                  {[
                    ...(why === undefined ? [] : [why]),
                    ...(affected.length === 0 ? [] : [`for ${affected.join(', ')}`]),
                  ].join('; ')}
                </p>
              )}
            </div>
          </li>
        );
      })}
    </ul>
  );
}

/** The same as counts, for a tab and a banner: `2 added, 1 changed`. */
export function countChanges({ changes }: StudioComparison): string {
  const parts = changeMarks.flatMap((mark) => {
    const count = changes.filter((change) => change.mark === mark).length;
    return count === 0 ? [] : [`${count} ${mark}`];
  });
  const breaking = changes.filter(({ verdict }) => verdict === 'breaking').length;
  if (parts.length === 0) return 'nothing differs';
  return [...parts, ...(breaking === 0 ? [] : [`${breaking} breaking`])].join(', ');
}
