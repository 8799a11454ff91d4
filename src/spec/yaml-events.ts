import { type Event, parseEvents, YAMLException } from 'js-yaml';

/** More brackets than this that stand too far left: each costs another reading. */
const mostJoined = 100;

/**
 * The events of a text. A `]` or `}` may stand on the column of the key that its value belongs to: the standard wants it
 * further right, but most readers take it, and people write it so. Offsets are those of the text as it is.
 * @throws YAMLException
 */
export function parseYamlEvents(text: string): Event[] {
  let joined = text;
  for (let count = 0; ; count += 1) {
    try {
      return parseEvents(joined, {});
    } catch (error) {
      const next =
        count < mostJoined && error instanceof YAMLException ? joinBracket(joined, error) : undefined;
      if (next === undefined) throw error;
      joined = next;
    }
  }
}

/** The text with a bracket at the end of the line above instead, as long as before; undefined where that is not the fault. */
function joinBracket(text: string, { reason, mark }: YAMLException): string | undefined {
  const offset = mark?.position ?? 0;
  if (reason !== 'deficient indentation' || !/[\]}]/.test(text[offset] ?? '')) return undefined;
  const before = /([^\r\n]*)(\r?\n)[ ]*$/.exec(text.slice(Math.max(0, offset - 2000), offset));
  const [, line = '', lineBreak = ''] = before ?? [];
  // Behind a comment it would be part of that.
  if (lineBreak === '' || line.includes('#')) return undefined;
  const end = text.lastIndexOf('\n', offset - 1) + 1;
  return `${text.slice(0, end - lineBreak.length)}${' '.repeat(lineBreak.length)}${text.slice(end)}`;
}
