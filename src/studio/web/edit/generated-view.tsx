import type { GeneratedChanges } from '../../api.ts';

/** What `eda generate` would write after a change. */
export function GeneratedView({ generated }: { readonly generated: GeneratedChanges | undefined }) {
  if (generated === undefined) return <p class="muted">Asking what eda generate would write…</p>;
  const { added, changed, removed, refused } = generated;
  if (refused !== undefined) return <p class="muted">eda generate would write nothing: {refused}</p>;
  const parts = [
    ['new', added],
    ['changed', changed],
    ['gone', removed],
  ] as const;
  const counts = parts.flatMap(([word, paths]) => (paths.length === 0 ? [] : [`${paths.length} ${word}`]));
  if (counts.length === 0) return <p class="muted">eda generate would write the same files.</p>;
  return (
    <details class="generated">
      <summary>eda generate: {counts.join(', ')}</summary>
      <ul>
        {parts.flatMap(([word, paths]) =>
          paths.map((path) => (
            <li key={`${word} ${path}`}>
              <span class="muted">{word}</span> <code>{path}</code>
            </li>
          )),
        )}
      </ul>
    </details>
  );
}
