import { useDialog } from './use-dialog.ts';

const keys: readonly (readonly [keys: string, does: string])[] = [
  ['Ctrl K, /', 'search, or run a command'],
  ['1 … 6 with Alt', 'the views, in their order'],
  ['Arrows', 'to the nearest thing in that direction'],
  ['Alt →, Alt ←', 'along an edge: to who takes it, to who publishes it'],
  ['Enter', 'into the inspector'],
  ['F, then 1 … 9', 'focus on what is selected, so many edges around it'],
  ['I', 'impact of the selected event'],
  ['D, then [ and ]', 'compare two states of the design, and go from change to change'],
  ['C', 'show the domain as one thing, or open it'],
  ['+, -, 0, 1', 'larger, smaller, the whole picture, full size'],
  ['PgDn, PgUp, Home, End', 'on in a long picture, back, to its ends; with Shift to the right and left'],
  ['P', 'problems'],
  ['E', 'the text; Ctrl S saves it'],
  ['L', 'live: what flows in the running system'],
  ['N', 'new: service, event, command, domain, projection, saga step'],
  ['S, U', 'subscribe, publish'],
  ['R, M, V, Del', 'rename, move to a domain, new version, delete'],
  ['A', 'arrange: drags, or Shift and arrows, put things elsewhere; kept in eda.layout.json'],
  ['Ctrl Z, Ctrl Y', 'undo, redo: on the picture as in the text'],
  ['Esc', 'one step back'],
  ['?', 'this sheet'],
];

/** Every key, in a dialog. */
export function HelpSheet({ close }: { readonly close: () => void }) {
  const dialog = useDialog();
  return (
    <dialog ref={dialog} class="help" onClose={close} aria-label="Keys">
      <h2>Keys</h2>
      <dl>
        {keys.map(([key, does]) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
      <p class="muted">
        A drag moves the picture; the wheel, or two fingers, make it larger and smaller. From the dot on the
        right of what is selected, a drag joins it to something.
      </p>
      <form method="dialog">
        <button type="submit">Close</button>
      </form>
    </dialog>
  );
}
