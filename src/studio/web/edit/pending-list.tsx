import type { PendingChange } from './pending-changes.ts';

/** Changes that do not stand on disk, each with what can be done about it. */
export function PendingList({
  pending,
  retry,
  discard,
  openSource,
}: {
  readonly pending: readonly PendingChange[];
  readonly retry: (change: PendingChange) => void;
  readonly discard: (change: PendingChange) => void;
  readonly openSource: () => void;
}) {
  if (pending.length === 0) return null;
  return (
    <section class="pending" aria-label="Changes that are not written">
      <ul>
        {pending.map((change) => (
          <li key={change.id} class="banner is-warning">
            <p>
              <strong>{change.title}</strong> {change.waits ? 'waits' : 'could not be written'}:{' '}
              {change.reason}
            </p>
            <button type="button" onClick={() => retry(change)}>
              Try again
            </button>
            <button type="button" onClick={openSource}>
              Open the text
            </button>
            <button type="button" onClick={() => discard(change)}>
              Give it up
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
