import type { RendererRule, Token } from 'markdown-it';
import { createParser, isComment, isLineBreak } from '../../markdown/create-parser.ts';
import { html } from '../html.ts';
import { codeBlock } from '../parts/text.ts';

/** What pages are written in: GitHub's Markdown, of which HTML is shown as it was written. */
export interface Markdown {
  parse(text: string): Token[];
  print(tokens: readonly Token[]): string;
}

/** How a token is printed that has more to say than its own fields hold. */
export interface PrintNote {
  /** What those are told who hear the page. */
  readonly label: string;
}

/** Makes a reader and printer of Markdown, which keeps nothing from page to page. */
export function createMarkdown(): Markdown {
  const markdown = createParser();
  Object.assign(markdown.renderer.rules, { ...printers });
  return {
    parse: (text) => markdown.parse(text, {}),
    print: (tokens) => markdown.renderer.render([...tokens], markdown.options, {}),
  };
}

const printers: { readonly [type: string]: RendererRule } = {
  html_block: (tokens, index) => {
    const content = tokens[index]?.content.trim() ?? '';
    return isComment(content) ? '' : `${html`<p class="markup">${content}</p>`.markup}\n`;
  },
  html_inline: (tokens, index) => {
    const content = tokens[index]?.content ?? '';
    if (isComment(content)) return '';
    return isLineBreak(content) ? '<br>' : html`${content}`.markup;
  },
  fence: (tokens, index) => printCode(tokens[index]),
  code_block: (tokens, index) => printCode(tokens[index]),
  table_open: (tokens, index) =>
    html`<div class="table" tabindex="0" role="region" aria-label="${labelOf(tokens[index])}">`.markup +
    '<table>\n',
  table_close: () => '</table></div>\n',
};

function printCode(token: Token | undefined): string {
  if (token === undefined) return '';
  const block = codeBlock(token.content, labelOf(token));
  const language = languageOf(token);
  const mark = language === undefined ? undefined : html`<span class="language">${language}</span>`;
  return `${html`<div class="code">${mark}${block}</div>`.markup}\n`;
}

/** The language of a block of code, as its author called it. */
export function languageOf({ info }: Token): string | undefined {
  const [word = ''] = info.trim().split(/[\s{,:]/);
  return word === '' ? undefined : word;
}

function labelOf(token: Token | undefined): string {
  return (token?.meta as PrintNote | null | undefined)?.label ?? '';
}
