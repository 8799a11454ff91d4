import { escapeXml } from '../draw/svg/escape-xml.ts';

/** Markup that may stand in a page: every text in it is escaped. */
export interface Html {
  readonly markup: string;
}

/** What stands between the marks of a template: texts are escaped, markup goes in as it is, nothing leaves nothing. */
export type HtmlPart = Html | string | number | undefined | readonly HtmlPart[];

/** Markup with texts put into it. Attributes have to be quoted. */
export function html(marks: TemplateStringsArray, ...parts: readonly HtmlPart[]): Html {
  const texts = shortened(marks);
  let markup = texts[0] ?? '';
  for (const [index, part] of parts.entries()) markup += printPart(part) + (texts[index + 1] ?? '');
  return { markup };
}

/** Markup that was made elsewhere, with its texts escaped there. */
export function trusted(markup: string): Html {
  return { markup };
}

/** Parts with something between them. */
export function joined(parts: readonly HtmlPart[], between: HtmlPart): HtmlPart {
  return parts.flatMap((part, index) => (index === 0 ? [part] : [between, part]));
}

const known = new WeakMap<TemplateStringsArray, readonly string[]>();

/** Templates are indented for those who read them, not for those who load them. */
function shortened(marks: TemplateStringsArray): readonly string[] {
  const before = known.get(marks);
  if (before !== undefined) return before;
  const texts = marks.map((text) => text.replace(/\n\s*/g, '\n'));
  known.set(marks, texts);
  return texts;
}

function printPart(part: HtmlPart): string {
  if (part === undefined) return '';
  if (typeof part === 'string') return escapeXml(withoutControls(part));
  if (typeof part === 'number') return String(part);
  if ('markup' in part) return part.markup;
  let markup = '';
  for (const each of part) markup += printPart(each);
  return markup;
}

/** Controls are no characters of HTML; lone halves of pairs cannot be written at all. */
function withoutControls(text: string): string {
  return text.replace(/(?![\t\n\r])[\p{Cc}\p{Cs}]/gu, '\ufffd');
}
