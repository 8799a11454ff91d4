import { useState } from 'preact/hooks';
import type { SystemRequest } from '../../api.ts';
import { post } from '../api-client.ts';
import { useDialog } from '../use-dialog.ts';

/** Asks before the system is started or stopped: both do something beyond the page. */
export function SystemSheet({
  action,
  services,
  done,
  close,
}: {
  readonly action: 'start' | 'stop';
  /** How many services the design has. */
  readonly services: number;
  readonly done: () => void;
  readonly close: () => void;
}) {
  const dialog = useDialog((shown) => shown.querySelector<HTMLElement>('button[type=submit]')?.focus());
  const [refused, setRefused] = useState('');
  const submit = async (): Promise<void> => {
    const answer = await post('system', { action, sure: true } satisfies SystemRequest);
    if (!answer.ok) return setRefused(answer.failure.message);
    done();
    close();
  };
  const count = `${services} ${services === 1 ? 'service' : 'services'}`;
  return (
    <dialog ref={dialog} class="sheet" onClose={close} aria-labelledby="system-title">
      <form
        method="dialog"
        onSubmit={(submitted) => {
          submitted.preventDefault();
          void submit();
        }}
      >
        <h2 id="system-title">{action === 'start' ? 'Start the system here?' : 'Stop the system?'}</h2>
        {action === 'start' ? (
          <p>
            <code>eda dev</code> writes the generated files that are out of date, builds the {count} and runs
            them on this machine alone, with databases of their own in <code>.eda</code>. It ends with the
            studio.
          </p>
        ) : (
          <p>All services end in order. What their databases hold stays for the next start.</p>
        )}
        <div role="status" aria-live="polite">
          {refused === '' ? null : <p class="refused">{refused}</p>}
        </div>
        <footer>
          <button type="button" onClick={() => dialog.current?.close()}>
            Cancel
          </button>
          <button type="submit" class="primary">
            {action === 'start' ? 'Start eda dev' : 'Stop eda dev'}
          </button>
        </footer>
      </form>
    </dialog>
  );
}
