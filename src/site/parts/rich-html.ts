import type { RichElement, RichText } from '../../markdown/rich-text.ts';
import { type Html, type HtmlPart, html, trusted } from '../html.ts';
import { codeBlock } from './text.ts';

/** Where a link of a text leads, as the page has to write it; undefined: its words stay. */
export type FollowLink = (link: RichElement) => string | undefined;

/**
 * Prints a text that was read, element by element: nothing of it becomes markup but what stands here.
 *
 * @param above level of the heading that the text stands below, 1 to 6
 */
export function richHtml(text: RichText, follow: FollowLink, above: number): HtmlPart {
  return text.map((part) => (typeof part === 'string' ? part : print(part, follow, above)));
}

function print(part: RichElement, follow: FollowLink, above: number): Html {
  const { tag } = part;
  const content = richHtml(part.content, follow, above);
  switch (tag) {
    case 'br':
    case 'hr':
      return trusted(`<${tag}>`);
    case 'pre':
      return codeBlock(part.content.join(''), 'Code');
    case 'a': {
      const href = follow(part);
      return href === undefined ? html`${content}` : html`<a href="${href}">${content}</a>`;
    }
    case 'code':
      return html`<code><bdi>${content}</bdi></code>`;
    case 'heading': {
      const level = Math.min(6, above + (part.level ?? 1));
      return html`${trusted(`<h${level} dir="auto">`)}${content}${trusted(`</h${level}>`)}`;
    }
    case 'ol':
      return html`<ol start="${part.start ?? 1}">${content}</ol>`;
    case 'table':
      return html`<div class="table" tabindex="0" role="region" aria-label="Table"><table>${content}</table></div>`;
    case 'th':
      return html`<th scope="col" dir="auto">${content}</th>`;
    case 'p':
    case 'li':
    case 'td':
      return html`${trusted(`<${tag} dir="auto">`)}${content}${trusted(`</${tag}>`)}`;
    default:
      return html`${trusted(`<${tag}>`)}${content}${trusted(`</${tag}>`)}`;
  }
}
