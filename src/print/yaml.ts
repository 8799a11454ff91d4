import { stringify } from 'yaml';

/**
 * A value as YAML 1.2, which readers of YAML 1.1 understand as well.
 *
 * Style: two spaces, long texts unfolded, quotes where a reader could take the text for something else, keys in the
 * order of the object, `undefined` members left out, no anchors.
 *
 * Most resources are maps and lists of plain words. Those are laid out here, some ten times faster than by the
 * library, which prints all else.
 * @returns text with a line feed at its end
 */
export function printYaml(value: unknown): string {
  if (typeof value === 'object' && value !== null) {
    const lines: string[] = [];
    if (printPlain(value, '', '', lines)) return `${lines.join('\n')}\n`;
  }
  return stringify(value, yamlStyle);
}

/** How the library prints. */
export const yamlStyle = {
  indent: 2,
  lineWidth: 0,
  minContentWidth: 0,
  aliasDuplicateObjects: false,
  keepUndefined: false,
  singleQuote: true,
  defaultStringType: 'PLAIN',
  defaultKeyType: 'PLAIN',
  // YAML 1.1 readers (Dapr's among them) take `yes` and `0o7` for something else than a text.
  compat: 'yaml-1.1',
} as const;

/** Words that neither YAML 1.2 nor 1.1 takes for anything but texts, written without quotes. */
const plainWord = /^(?!(?:y|n|yes|no|on|off|true|false|null)$)[a-z/](?:[\w./-]*\w)?$/i;

/**
 * Adds the lines of a map or a list.
 * @param first what its first line begins with: `- ` in a list
 * @returns whether all in it is plain; otherwise the lines are of no use
 */
function printPlain(value: object, first: string, margin: string, lines: string[]): boolean {
  let start = first;
  const members: [key: string, value: unknown][] = Array.isArray(value)
    ? value.map((item) => ['-', item])
    : Object.entries(value).filter(([, member]) => member !== undefined);
  if (members.length === 0) return false;
  for (const [key, member] of members) {
    const isItem = Array.isArray(value);
    if (!isItem && !plainWord.test(key)) return false;
    if (typeof member === 'object' && member !== null) {
      if (isItem) {
        if (!printPlain(member, `${start}- `, `${margin}  `, lines)) return false;
      } else {
        lines.push(`${start}${key}:`);
        if (!printPlain(member, `${margin}  `, `${margin}  `, lines)) return false;
      }
    } else {
      const isPlain =
        typeof member === 'boolean' ||
        (Number.isSafeInteger(member) && !Object.is(member, -0)) ||
        (typeof member === 'string' && plainWord.test(member));
      if (!isPlain) return false;
      lines.push(`${start}${key}${isItem ? '' : ':'} ${member}`);
    }
    start = margin;
  }
  return true;
}
