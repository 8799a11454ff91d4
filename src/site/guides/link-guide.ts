import type { Token } from 'markdown-it';
import { elementNamed } from '../../draw/graph/element-named.ts';
import { isComment, isLineBreak } from '../../markdown/create-parser.ts';
import { createFindInText } from './find-in-text.ts';
import { type Complain, followLink, type LinkContext, showPicture } from './follow-address.ts';
import { languageOf, type PrintNote } from './markdown.ts';
import type { ReadGuide } from './read-guide.ts';
import { hrefFrom } from './resolve-address.ts';

/**
 * Gives a page's links and pictures the addresses of the site. What would lead nowhere becomes text, and is told; code that
 * is the name of an event, a service or a saga leads to its page. Changes the tokens.
 */
export function linkGuide(guide: ReadGuide, context: LinkContext): void {
  const findInText = createFindInText(guide);
  let block = guide.tokens[0];
  const complainOf =
    (said: string): Complain =>
    (fault) => {
      if (block !== undefined) context.report({ ...fault, at: findInText(block, said) });
    };

  let toldOfMarkup = false;
  const noteMarkup = (markup: string): void => {
    if (toldOfMarkup || isComment(markup) || isLineBreak(markup)) return;
    toldOfMarkup = true;
    complainOf(markup.trim().split('\n')[0] ?? '')({
      code: 'page-markup',
      severity: 'info',
      message: 'HTML is shown as it is written',
      help: 'the site takes Markdown alone, so that no page can run or load anything',
    });
  };

  const linkInline = (children: readonly Token[], inHeading: boolean): Token[] => {
    const open: (string | undefined)[] = [];
    return children.flatMap((token): Token[] => {
      switch (token.type) {
        case 'link_open': {
          const address = String(token.attrGet('href') ?? '');
          const href = followLink(address, guide, context, complainOf(address));
          open.push(href);
          if (href === undefined) return [];
          token.attrSet('href', href);
          return [token];
        }
        case 'link_close':
          return open.pop() === undefined ? [] : [token];
        case 'image': {
          const address = String(token.attrGet('src') ?? '');
          return [pictureToken(token, showPicture(address, guide, context, complainOf(address)))];
        }
        case 'code_inline': {
          const isLinked = inHeading || open.some((href) => href !== undefined);
          const place = isLinked ? undefined : placeOfName(token.content, context);
          return place === undefined ? [token] : linkTo(hrefFrom(guide.address, place), token);
        }
        case 'html_inline':
          noteMarkup(token.content);
      }
      return [token];
    });
  };

  const counts = { table: 0, code: 0 };
  let heading = guide.title;
  for (const [index, token] of guide.tokens.entries()) {
    if (token.map !== null) block = token;
    if (token.type === 'heading_open') {
      const id = token.attrGet('id');
      heading = guide.headings.find((one) => one.id === id)?.text ?? heading;
    } else if (token.type === 'inline') {
      const before = guide.tokens[index - 1];
      const inHeading = before?.type === 'heading_open';
      token.children = linkInline(token.children ?? [], inHeading);
      if (inHeading) addAnchor(token, String(before.attrGet('id') ?? ''));
    } else if (token.type === 'table_open') {
      counts.table += 1;
      token.meta = labelled(`Table ${counts.table}: ${heading}`);
    } else if (token.type === 'fence' || token.type === 'code_block') {
      counts.code += 1;
      const language = languageOf(token);
      token.meta = labelled(
        `Code ${counts.code}${language === undefined ? '' : `, ${language}`}: ${heading}`,
      );
    } else if (token.type === 'html_block') noteMarkup(token.content);
  }
}

function labelled(label: string): PrintNote & Record<string, unknown> {
  return { label };
}

/** The page of what is called so. */
function placeOfName(name: string, { architecture, places }: LinkContext): string | undefined {
  const element = elementNamed(name, architecture);
  return element === undefined ? undefined : places.of(element);
}

function linkTo(href: string, token: Token): Token[] {
  const [open, close] = [makeToken(token, 'link_open', 'a', 1), makeToken(token, 'link_close', 'a', -1)];
  open.attrSet('href', href);
  return [open, token, close];
}

/** The words of a heading lead to it, unless they lead elsewhere: then a mark behind them does. */
function addAnchor(inline: Token, id: string): void {
  const children = inline.children ?? [];
  if (id === '' || children.length === 0) return;
  const leadsElsewhere = children.some(({ type }) => type === 'link_open');
  const words = leadsElsewhere ? [makeToken(inline, 'text')] : children;
  if (leadsElsewhere && words[0] !== undefined) words[0].content = '#';
  const open = makeToken(inline, 'link_open', 'a', 1);
  open.attrSet('class', 'anchor');
  open.attrSet('href', `#${id}`);
  if (leadsElsewhere) open.attrSet('aria-label', 'Link to this heading');
  const anchor = [open, ...words, makeToken(inline, 'link_close', 'a', -1)];
  inline.children = leadsElsewhere ? [...children, ...anchor] : anchor;
}

/** A picture, or its words where it cannot be shown. */
function pictureToken(image: Token, src: string | undefined): Token {
  if (src !== undefined) {
    image.attrSet('src', src);
    image.attrSet('loading', 'lazy');
    return image;
  }
  const text = makeToken(image, 'text');
  text.content =
    (image.children ?? []).map(({ content }) => content).join('') || String(image.attrGet('src') ?? '');
  return text;
}

/** A new token of the same kind of object: the reader's own. */
function makeToken(like: Token, type: string, tag = '', nesting: -1 | 0 | 1 = 0): Token {
  const Kind = like.constructor as new (type: string, tag: string, nesting: -1 | 0 | 1) => Token;
  return new Kind(type, tag, nesting);
}
