/** Texts of the spec in Markdown (GitHub's): they stay what they are, and never become markup, HTML or a new block. */

/** What the steps of `printMarkdown` look for, and anything beyond ASCII; most texts have none of it. */
const notPlain = /[^ -~]|[\\`*_{}[\]<>#|~$&@]|^[-+= ]|^\d+[.)]| $| {2}|:\/\/|www\./i;

/** A text within a line: a sentence, a heading, the text of a link. */
export function printMarkdown(text: string): string {
  if (!notPlain.test(text)) return text;
  return oneLine(text)
    .replace(/[\\`*_{}[\]<>#|~$]/g, '\\$&')
    .replace(/&(?=#?\w+;)/g, '&amp;')
    .replace(/^(\d+)([.)])/, '$1\\$2')
    .replace(/^([-+=])/, '\\$1')
    .replace(/(https?|ftp)(:\/\/)/gi, '$1\\$2')
    .replace(/\b(www)\./gi, '$1\\.')
    .replace(/!(?=\\\[)/g, '\\!')
    .replace(/@/g, '&#64;');
}

/** A text as code within a line, also in tables. */
export function printMarkdownCode(text: string): string {
  if (/^[\w./[\]*-]+$/.test(text)) return `\`${text}\``;
  const body = oneLine(text).replaceAll('|', '\\|');
  if (body === '') return ' ';
  const fence = '`'.repeat(longestRun(body) + 1);
  const pad = body.startsWith('`') || body.endsWith('`') ? ' ' : '';
  return fence + pad + body + pad + fence;
}

/** A fenced block whose fence is longer than any in the text. */
export function printMarkdownBlock(text: string, language = ''): string {
  const fence = text.includes('```') ? '`'.repeat(longestRun(text) + 1) : '```';
  return `${fence}${language.replace(/[^\w+-]/g, '')}\n${text.replace(/\n$/, '')}\n${fence}`;
}

/** The most backticks in a row. */
function longestRun(text: string): number {
  return Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
}

/**
 * A link. Addresses other than http, https, mailto and relative ones become plain text, so that no script hides in
 * one.
 */
export function printMarkdownLink(text: string, address: string): string {
  const scheme = /^\s*([a-z][a-z\d+.-]*):/i.exec(address)?.[1]?.toLowerCase();
  const label = printMarkdown(text);
  if (scheme !== undefined && !['http', 'https', 'mailto'].includes(scheme)) return label;
  return `[${label}](<${encodeAddress(oneLine(address))}>)`;
}

function encodeAddress(address: string): string {
  return address.replace(/[\s<>\\|`[\]"]/g, (character) => encodeURIComponent(character));
}

/** Paragraphs of a text, each on a line of its own with an empty line between. */
export function printMarkdownParagraphs(text: string): string {
  return text
    .split(/(?:\r\n|\n|\r)\s*(?:\r\n|\n|\r)/)
    .map(printMarkdown)
    .filter((paragraph) => paragraph !== '')
    .join('\n\n');
}

function oneLine(text: string): string {
  return text
    .replace(/[\s\p{Cc}\u2028\u2029]+/gu, ' ')
    .replace(/[\u200e\u200f\u202a-\u202e\u2060-\u206f]/g, '')
    .trim();
}
