/**
 * A text in Markdown as a tree of few kinds of parts: whoever shows it makes elements of them, so that no markup goes from a
 * design to a page.
 */
export type RichText = readonly RichPart[];

export type RichPart = string | RichElement;

export interface RichElement {
  readonly tag: RichTag;
  readonly content: RichText;
  /** Of a link: an address of http, https, mailto or tel. */
  readonly href?: string;
  /** Of a link: the element of the design that it leads to, by its id. */
  readonly element?: string;
  /** Of a link: where it leads from the text, as it was written. */
  readonly path?: string;
  /** Of a heading: 1 for the highest ones of the text, to 6. */
  readonly level?: number;
  /** Of a numbered list that does not begin with 1. */
  readonly start?: number;
}

/** `heading` is none of HTML: which one it becomes depends on what stands around the text. */
export type RichTag =
  | 'p'
  | 'heading'
  | 'ul'
  | 'ol'
  | 'li'
  | 'blockquote'
  | 'pre'
  | 'hr'
  | 'table'
  | 'thead'
  | 'tbody'
  | 'tr'
  | 'th'
  | 'td'
  | 'em'
  | 'strong'
  | 's'
  | 'code'
  | 'a'
  | 'br';
