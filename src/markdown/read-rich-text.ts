import type { Token } from 'markdown-it';
import { createParser, isComment, isLineBreak } from './create-parser.ts';
import { extendBlocks } from './extend-blocks.ts';
import { linkTarget } from './link-target.ts';
import type { RichElement, RichPart, RichTag, RichText } from './rich-text.ts';

/** What links of a text may lead to beside addresses of the web. */
export interface KnownElements {
  /** Whether an element of the design is there: `event:orders.order.placed`. */
  has(element: string): boolean;
  /** The element that code which is a name means. */
  named(name: string): string | undefined;
}

/** Makes a reader of texts in Markdown. What it gives holds no markup, and no address that could run. */
export function createRichTextReader(elements: KnownElements): (text: string) => RichText {
  const parser = createParser();
  return (text) => {
    const tokens = parser.parse(text, {});
    extendBlocks(tokens);
    const highest = Math.min(...tokens.filter(({ type }) => type === 'heading_open').map(levelOf));
    return readTokens(tokens, elements, (token) => levelOf(token) - highest + 1);
  };
}

/** Where what is read goes until its end is reached; undefined: its words stay, it is nothing itself. */
interface Open {
  readonly element: Omit<RichElement, 'content'> | undefined;
  readonly content: RichPart[];
}

function readTokens(
  tokens: readonly Token[],
  elements: KnownElements,
  levelIn: (heading: Token) => number,
): RichText {
  const root: Open = { element: undefined, content: [] };
  const open: Open[] = [root];
  const innermost = (): Open => open.at(-1) ?? root;
  for (const token of tokens) {
    if (token.nesting === 1) open.push({ element: elementOf(token, elements, levelIn), content: [] });
    else if (token.nesting === -1) {
      const { element, content } = open.pop() ?? root;
      innermost().content.push(...(element === undefined ? content : [{ ...element, content }]));
    } else if (token.type === 'inline')
      innermost().content.push(...readInline(token.children ?? [], elements));
    else innermost().content.push(...leafOf(token, elements, isWithinLink(open)));
  }
  return root.content;
}

/** What stands within a line: no heading is there. */
function readInline(tokens: readonly Token[], elements: KnownElements): RichText {
  return joined(readTokens(tokens, elements, () => 1));
}

function isWithinLink(open: readonly Open[]): boolean {
  return open.some(({ element }) => element?.tag === 'a');
}

/** Kinds of tokens that begin something. */
const tags: { readonly [type: string]: RichTag } = {
  paragraph_open: 'p',
  bullet_list_open: 'ul',
  list_item_open: 'li',
  blockquote_open: 'blockquote',
  table_open: 'table',
  thead_open: 'thead',
  tbody_open: 'tbody',
  tr_open: 'tr',
  th_open: 'th',
  td_open: 'td',
  em_open: 'em',
  strong_open: 'strong',
  s_open: 's',
};

function elementOf(
  token: Token,
  elements: KnownElements,
  levelIn: (heading: Token) => number,
): Open['element'] {
  if (token.hidden) return undefined;
  switch (token.type) {
    case 'heading_open':
      return { tag: 'heading', level: levelIn(token) };
    case 'ordered_list_open': {
      const start = Number(token.attrGet('start') ?? 1);
      return { tag: 'ol', ...(start === 1 ? {} : { start }) };
    }
    case 'link_open':
      return linkOf(String(token.attrGet('href') ?? ''), elements);
    // A cell of a head that says nothing.
    case 'th_open':
      return { tag: token.tag === 'td' ? 'td' : 'th' };
  }
  const tag = tags[token.type];
  return tag === undefined ? undefined : { tag };
}

function linkOf(address: string, elements: KnownElements): Open['element'] {
  const target = linkTarget(address);
  switch (target.kind) {
    case 'web':
      return { tag: 'a', href: target.href };
    case 'element':
      return elements.has(target.element) ? { tag: 'a', element: target.element } : undefined;
    case 'path':
      return { tag: 'a', path: address };
    case 'nowhere':
      return undefined;
  }
}

/** What stands by itself. Pictures are their words: a design holds none. */
function leafOf(token: Token, elements: KnownElements, isLinked: boolean): RichText {
  const { type, content } = token;
  switch (type) {
    case 'text':
      return content === '' ? [] : [content];
    case 'softbreak':
      return [' '];
    case 'hardbreak':
      return [{ tag: 'br', content: [] }];
    case 'code_inline': {
      const code: RichElement = { tag: 'code', content: [content] };
      const element = isLinked ? undefined : elements.named(content);
      return [element === undefined ? code : { tag: 'a', element, content: [code] }];
    }
    case 'fence':
    case 'code_block':
      return [{ tag: 'pre', content: [content.trimEnd()] }];
    case 'hr':
      return [{ tag: 'hr', content: [] }];
    case 'html_block':
      return isComment(content) ? [] : [{ tag: 'p', content: [content.trim()] }];
    case 'html_inline':
      if (isComment(content)) return [];
      return isLineBreak(content) ? [{ tag: 'br', content: [] }] : [content];
    case 'image': {
      const words = (token.children ?? []).map((child) => child.content).join('');
      return [words === '' ? String(token.attrGet('src') ?? '') : words];
    }
    default:
      return content === '' ? [] : [content];
  }
}

/** Texts that follow each other are one. */
function joined(parts: RichText): RichText {
  const all: RichPart[] = [];
  for (const part of parts) {
    const before = all.at(-1);
    if (typeof part === 'string' && typeof before === 'string') all[all.length - 1] = before + part;
    else all.push(part);
  }
  return all;
}

function levelOf({ tag }: Token): number {
  return Number(tag.slice(1));
}
