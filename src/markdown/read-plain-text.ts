import type { RichText } from './rich-text.ts';

/**
 * A text that has no marks of Markdown: its paragraphs, which blank lines part. Undefined where it may say more. Most
 * descriptions have no mark, and for those nothing that reads Markdown has to be loaded.
 */
export function readPlainText(text: string): RichText | undefined {
  if (mayHaveMarks(text)) return undefined;
  return text
    .split(/\n[ \t]*\r?\n/)
    .map((paragraph) => paragraph.replace(/\s+/g, ' ').trim())
    .filter((paragraph) => paragraph !== '')
    .map((paragraph) => ({ tag: 'p', content: [paragraph] }));
}

/** Says yes too often rather than too seldom. */
function mayHaveMarks(text: string): boolean {
  return /[\\`*_{}[\]<>#|~&]|:\S|www\.|^[ \t]*(?:[-+=]|\d+[.)])|^(?: {4}|[ \t]*\t)| {2}$/m.test(text);
}
