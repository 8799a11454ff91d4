import MarkdownIt from 'markdown-it';

/**
 * Makes a reader of GitHub's Markdown, which keeps nothing from text to text. HTML is told apart from text, and whoever prints
 * it shows it as it was written. What may run is no link to it.
 */
export function createParser(): InstanceType<typeof MarkdownIt> {
  const markdown = new MarkdownIt({ html: true, linkify: true });
  markdown.linkify.set({ fuzzyLink: false, fuzzyEmail: false, fuzzyIP: false });
  // Links are looked up as they were written. What may run is refused before that, by `validateLink`.
  markdown.normalizeLink = (address) => address;
  return markdown;
}

/** Whether HTML is a comment and nothing else: those are for who writes the text. */
export function isComment(markup: string): boolean {
  return /^<!--(?:(?!-->)[\s\S])*-->$/.test(markup.trim());
}

/** The one mark that Markdown has no way to say within a table. */
export function isLineBreak(markup: string): boolean {
  return /^<br\s*\/?>$/i.test(markup);
}
