import { useState } from 'preact/hooks';
import { drawableText } from '../../draw/scene/measure-text.ts';
import { findElements } from './find-entries.ts';
import { KindIcon } from './icon.tsx';
import { kindLooks, type Searched } from './kinds.ts';
import { useDialog } from './use-dialog.ts';

export interface Command {
  readonly id: string;
  readonly title: string;
  readonly keys?: string;
}

export interface PaletteProps {
  readonly elements: readonly Searched[];
  readonly commands: readonly Command[];
  readonly select: (id: string) => void;
  readonly run: (command: string) => void;
  readonly close: () => void;
  /** What the field says at first. */
  readonly initial?: string;
  /** What the empty field says that can be found. */
  readonly hint?: string;
}

const mostElements = 12;

/** Search over everything, and every command by its name. */
export function Palette({
  elements,
  commands,
  select,
  run,
  close,
  initial = '',
  hint = 'Event, service, domain… or > for commands',
}: PaletteProps) {
  const dialog = useDialog();
  const [words, setWords] = useState(initial);
  const [at, setAt] = useState(0);
  const wanted = words.replace(/^>/, '').trim().toLowerCase();
  const entries = [
    ...(words.startsWith('>')
      ? []
      : findElements(elements, words, mostElements).map(
          (element) => ({ kind: 'element', element }) as const,
        )),
    ...commands
      .filter(({ title }) => words !== '' && title.toLowerCase().includes(wanted))
      .map((command) => ({ kind: 'command', command }) as const),
  ];
  const current = entries[Math.min(at, entries.length - 1)];
  const choose = (entry: (typeof entries)[number] | undefined): void => {
    if (entry === undefined) return;
    close();
    if (entry.kind === 'element') select(entry.element.id);
    else run(entry.command.id);
  };
  return (
    <dialog ref={dialog} class="palette" onClose={close} aria-label="Search">
      <input
        type="text"
        role="combobox"
        aria-expanded="true"
        aria-controls="palette-list"
        aria-activedescendant={
          current === undefined ? undefined : `palette-${Math.min(at, entries.length - 1)}`
        }
        aria-label="Search or run a command"
        placeholder={hint}
        value={words}
        onInput={(event) => {
          setWords(event.currentTarget.value);
          setAt(0);
        }}
        onKeyDown={(event) => {
          if (event.key === 'ArrowDown') setAt((index) => Math.min(index + 1, entries.length - 1));
          else if (event.key === 'ArrowUp') setAt((index) => Math.max(index - 1, 0));
          else if (event.key === 'Enter') choose(current);
          else return;
          event.preventDefault();
        }}
      />
      <ul id="palette-list" role="listbox" aria-label="Found">
        {entries.map((entry, index) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: keys go to the field above, which owns this list
          <li
            key={entry.kind === 'element' ? entry.element.id : entry.command.id}
            id={`palette-${index}`}
            role="option"
            aria-selected={entry === current}
            tabIndex={-1}
            onClick={() => choose(entry)}
            onPointerMove={() => setAt(index)}
          >
            {entry.kind === 'element' ? (
              <>
                <KindIcon kind={entry.element.kind} />
                <span class="option-name">{drawableText(entry.element.name)}</span>
                <span class="muted">
                  {kindLooks[entry.element.kind].word}
                  {entry.element.domain === '' ? '' : ` · ${entry.element.domain}`}
                </span>
              </>
            ) : (
              <>
                <span class="option-mark" aria-hidden="true">
                  ›
                </span>
                <span class="option-name">{entry.command.title}</span>
                {entry.command.keys === undefined ? null : <kbd>{entry.command.keys}</kbd>}
              </>
            )}
          </li>
        ))}
        {entries.length === 0 ? <li class="muted nothing">Nothing is called “{words}”.</li> : null}
      </ul>
    </dialog>
  );
}
