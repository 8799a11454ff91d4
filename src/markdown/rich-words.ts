import type { RichElement, RichPart, RichText } from './rich-text.ts';

/** What a text says, without marks, on one line. */
export function richWords(text: RichText): string {
  return text
    .map((part) => (typeof part === 'string' ? part : wordsOf(part)))
    .join('')
    .replace(/\s+/g, ' ')
    .trim();
}

function wordsOf({ tag, content }: RichElement): string {
  const words = content.map((part) => (typeof part === 'string' ? part : wordsOf(part))).join('');
  return inLine.has(tag) ? words : ` ${words} `;
}

/** What stands within a line. */
const inLine: ReadonlySet<RichElement['tag']> = new Set(['em', 'strong', 's', 'code', 'a']);

/** A text as one line of the same parts: for cells, and where others stand beside it. Blocks of code become code. */
export function richLine(text: RichText): RichText {
  const parts: RichPart[] = [];
  const visit = (part: RichPart): void => {
    if (typeof part === 'string' || inLine.has(part.tag)) parts.push(part);
    else if (part.tag === 'pre') parts.push(' ', { tag: 'code', content: part.content }, ' ');
    else if (part.tag === 'br' || part.tag === 'hr') parts.push(' ');
    else {
      if (parts.length > 0) parts.push(' ');
      part.content.forEach(visit);
    }
  };
  text.forEach(visit);
  return parts;
}

/** The first paragraph, as one line: what sums a text up where its own page tells the rest. */
export function firstLine(text: RichText): RichText {
  const first = text.find((part) => typeof part !== 'string' && part.tag === 'p');
  return richLine(first === undefined ? text : [first]);
}
