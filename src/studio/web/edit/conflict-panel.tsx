import { useState } from 'preact/hooks';
import type { MergedPart } from '../../texts/merge-texts.ts';

type Choice = 'mine' | 'theirs' | 'both';

const words: { readonly [choice in Choice]: string } = {
  theirs: 'on disk',
  mine: 'yours',
  both: 'both, the one on disk first',
};

/** Lines that changed on disk and here: for each place a person says what stays. Nothing is written meanwhile. */
export function ConflictPanel({
  file,
  parts,
  settle,
}: {
  readonly file: string;
  readonly parts: readonly MergedPart[];
  readonly settle: (text: string) => void;
}) {
  const [choices, setChoices] = useState<{ readonly [index: number]: Choice }>({});
  const conflicts = parts.flatMap((part, index) => (part.kind === 'conflict' ? [{ ...part, index }] : []));
  const open = conflicts.filter(({ index }) => choices[index] === undefined).length;
  const text = (): string =>
    parts
      .map((part, index) => {
        if (part.kind === 'text') return part.text;
        const choice = choices[index] ?? 'mine';
        return [...(choice === 'mine' ? [] : part.theirs), ...(choice === 'theirs' ? [] : part.mine)].join(
          '',
        );
      })
      .join('');
  return (
    <section class="conflicts" aria-label={`Conflicts in ${file}`}>
      <p role="alert">
        <strong>{file}</strong> changed on disk in {conflicts.length}{' '}
        {conflicts.length === 1 ? 'place' : 'places'} that you changed as well. What stays?
      </p>
      <ol>
        {conflicts.map((conflict, number) => (
          <li key={conflict.index}>
            <fieldset>
              <legend>Place {number + 1}</legend>
              {(['theirs', 'mine', 'both'] as const).map((choice) => (
                <label key={choice}>
                  <input
                    type="radio"
                    name={`conflict-${conflict.index}`}
                    checked={choices[conflict.index] === choice}
                    onChange={() => setChoices({ ...choices, [conflict.index]: choice })}
                  />
                  {words[choice]}
                  {choice === 'both' ? null : <pre>{conflict[choice].join('') || '(no line)'}</pre>}
                </label>
              ))}
            </fieldset>
          </li>
        ))}
      </ol>
      <button type="button" class="primary" disabled={open > 0} onClick={() => settle(text())}>
        {open === 0 ? 'Take these lines' : `${open} ${open === 1 ? 'place is' : 'places are'} open`}
      </button>
    </section>
  );
}
