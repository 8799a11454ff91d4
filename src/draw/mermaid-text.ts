/**
 * A text of the spec as part of a Mermaid label. Only letters, digits and marks without a meaning in any of Mermaid's
 * languages stay as they are; everything else becomes an entity code (`#59;`), so that no text ends its label.
 * @param longest in characters; longer texts end in `…`
 */
export function mermaidText(text: string, longest = 100): string {
  if (text.length <= longest && plainText.test(text)) return text;
  const line = text
    .replace(/\p{Cs}/gu, '\ufffd')
    .replace(/[\s\p{Cc}\p{Cf}]+/gu, ' ')
    .trim();
  const characters = [...line];
  const cut = characters.length <= longest ? characters : [...characters.slice(0, longest - 1), '…'];
  return (
    cut
      .join('')
      .replace(/[^\p{L}\p{M}\p{N} .,_/()…-]/gu, (mark) => `#${mark.codePointAt(0)};`)
      // Older versions of Mermaid read every label as Markdown: no emphasis, no list.
      .replace(/(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, '#95;')
      .replace(/^-/, '#45;')
      .replace(/^(\d+)\.(?= |$)/, '$1#46;')
  );
}

/** Words without any of the marks that are looked at one by one: most names. */
const plainText = /^[a-z](?:[a-z0-9.,/()-]| (?=[a-z0-9]))*$/i;

/** Several texts as lines of one label; a label is never empty, since Mermaid takes none. */
export function mermaidLines(lines: readonly string[]): string {
  const printed = lines.map((line) => mermaidText(line)).filter((line) => line !== '');
  return printed.length === 0 ? ' ' : printed.join('<br/>');
}
