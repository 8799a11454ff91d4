import { useEffect, useRef, useState } from 'preact/hooks';
import type { RevisionName } from '../../api.ts';
import { getRevisions } from '../api-client.ts';
import { useDialog } from '../use-dialog.ts';

/** Asks which two states of the design are compared; any name of git's may be written. */
export function CompareSheet({
  base,
  head,
  compare,
  close,
}: {
  readonly base: string;
  readonly head: string;
  readonly compare: (base: string, head: string) => void;
  readonly close: () => void;
}) {
  const first = useRef<HTMLInputElement>(null);
  const dialog = useDialog(() => {
    first.current?.focus();
    first.current?.select();
  });
  const [revisions, setRevisions] = useState<readonly RevisionName[]>();
  const [from, setFrom] = useState(base || 'HEAD');
  const [to, setTo] = useState(head);
  useEffect(() => {
    void getRevisions().then((answer) => answer.ok && setRevisions(answer.value.revisions));
  }, []);
  return (
    <dialog ref={dialog} class="sheet" onClose={close} aria-labelledby="compare-title">
      <form
        method="dialog"
        onSubmit={(submitted) => {
          submitted.preventDefault();
          if (from.trim() === '') return;
          compare(from.trim(), to.trim());
          close();
        }}
      >
        <h2 id="compare-title">Compare two states of the design</h2>
        <div class="form-fields">
          <label class="form-field">
            <span>Before</span>
            <input
              ref={first}
              list="revisions"
              spellcheck={false}
              autocomplete="off"
              value={from}
              onInput={(input) => setFrom(input.currentTarget.value)}
            />
            <small class="muted">a branch, a tag, a commit, HEAD~2, release:1.2.0</small>
          </label>
          <label class="form-field">
            <span>After</span>
            <input
              list="revisions"
              spellcheck={false}
              autocomplete="off"
              placeholder="the design as it is now"
              value={to}
              onInput={(input) => setTo(input.currentTarget.value)}
            />
          </label>
        </div>
        <datalist id="revisions">
          {(revisions ?? []).map(({ name, kind, about }) => (
            <option key={`${kind} ${name}`} value={name}>
              {about === undefined ? kind : `${kind}: ${about}`}
            </option>
          ))}
        </datalist>
        {revisions?.length === 0 ? (
          <p class="muted">There is neither a release nor a commit here yet.</p>
        ) : null}
        <footer>
          <button type="button" onClick={() => dialog.current?.close()}>
            Cancel
          </button>
          <button type="submit" class="primary" disabled={from.trim() === ''}>
            Compare
          </button>
        </footer>
      </form>
    </dialog>
  );
}
