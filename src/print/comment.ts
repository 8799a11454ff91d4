import { lineWidth } from './literal.ts';
import { wrapLine } from './wrap-line.ts';

/**
 * A doc comment. Blocks are paragraphs, tags among them (`@deprecated`); text of the spec goes through
 * `commentText` first. Lines end where the formatter's do.
 * @returns the comment without a line feed at its end, or an empty text where there is nothing to say.
 */
export function printComment(blocks: readonly string[], indent = 0): string {
  const [first, ...others] = blocks;
  if (first !== undefined && others.length === 0 && isShortLine(first, indent))
    return `${' '.repeat(indent)}/** ${first} */`;
  const lines = blocks.flatMap((block) => block.split('\n'));
  while (lines.at(-1)?.trim() === '') lines.pop();
  while (lines[0]?.trim() === '') lines.shift();
  const margin = ' '.repeat(indent);
  const [only] = lines;
  if (only === undefined) return '';
  if (lines.length === 1 && isShortLine(only, indent)) return `${margin}/** ${only} */`;
  const wrapped = lines.flatMap((line) => wrapLine(line, lineWidth - margin.length - 3, escapeTag));
  const body = wrapped.map((line) => `${margin} *${line === '' ? '' : ` ${line}`}`);
  return [`${margin}/**`, ...body, `${margin} */`].join('\n');
}

function isShortLine(text: string, indent: number): boolean {
  return indent + text.length + 7 <= lineWidth && /^[^\n]*\S[^\n]*$/.test(text);
}

/**
 * Text of the spec for a comment: it can't end the comment, start a tag, or show a line in another order than it is
 * read.
 */
export function commentText(text: string): string {
  if (harmless.test(text)) return text.trim();
  return text
    .replace(/\r\n?|[\u2028\u2029\u0085\v\f]/g, '\n')
    .replace(/\t/g, '  ')
    .replace(invisible, '')
    .replaceAll('*/', '*\\/')
    .replaceAll('/*', '/\\*')
    .split('\n')
    .map((line) => escapeTag(line.trimEnd()))
    .join('\n')
    .trim();
}

/** One line of printable ASCII without the marks that mean something in a comment: most texts. */
const harmless = /^[ -)+-.0-?A-~]*$/;

/** Readers of comments skip asterisks and slashes at the start of a line: a tag may hide behind them. */
function escapeTag(line: string): string {
  return line.replace(/^([\s*/]*)@/, '$1\\@');
}

const invisible =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
  /[\u0000-\u0008\u000e-\u001f\u007f-\u0084\u0086-\u009f\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/** A paragraph in the lines that it has in a comment without indent, for whoever prints the same one many times. */
export function breakComment(paragraph: string): string {
  return wrapLine(paragraph, lineWidth - 3, escapeTag).join('\n');
}
