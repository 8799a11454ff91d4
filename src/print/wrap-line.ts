import { widthOf } from './literal.ts';

/**
 * Breaks a line between words. A word that is wider than a line stays whole; so does the indent of the line.
 * @param width in columns, as editors and formatters count them
 * @param begin what becomes of a word that begins a further line
 */
export function wrapLine(line: string, width: number, begin = (word: string): string => word): string[] {
  if (widthOf(line) <= width) return [line];
  const margin = /^ */.exec(line)?.[0] ?? '';
  const lines: string[] = [];
  let current = '';
  let used = margin.length;
  for (const word of line.trim().split(' ')) {
    const wide = widthOf(word);
    if (current !== '' && used + 1 + wide > width) {
      lines.push(margin + current);
      current = begin(word);
      used = margin.length + wide;
    } else {
      used += current === '' ? wide : wide + 1;
      current = current === '' ? word : `${current} ${word}`;
    }
  }
  return [...lines, margin + current];
}
