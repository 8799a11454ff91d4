import type { Token } from 'markdown-it';

/**
 * What forges show beyond plain Markdown: lists of things to do, and notes (`> [!WARNING]`). Heads of tables that say
 * nothing are taken away. Changes the tokens.
 */
export function extendBlocks(tokens: readonly Token[]): void {
  for (const [index, token] of tokens.entries()) {
    if (token.type === 'inline') extendInline(token, index, tokens);
    else if (token.type === 'thead_open') extendHead(tokens, index);
  }
}

function extendInline(inline: Token, index: number, tokens: readonly Token[]): void {
  const [first, second] = inline.children ?? [];
  if (first?.type !== 'text') return;
  const [around, outer] = [tokens[index - 1], tokens[index - 2]];
  if (around?.type !== 'paragraph_open') return;
  if (outer?.type === 'list_item_open') {
    const box = /^\[([ xX])\] /.exec(first.content);
    if (box === null) return;
    outer.attrJoin('class', 'task');
    first.content = `${box[1] === ' ' ? '☐' : '☑'} ${first.content.slice(4)}`;
  } else if (outer?.type === 'blockquote_open') {
    const kind = /^\[!(NOTE|TIP|IMPORTANT|WARNING|CAUTION)\]$/.exec(first.content.trim())?.[1]?.toLowerCase();
    if (kind === undefined) return;
    outer.attrJoin('class', `note${kind === 'warning' || kind === 'caution' ? ' is-warning' : ''}`);
    around.attrJoin('class', 'note-title');
    first.content = kind[0]?.toUpperCase() + kind.slice(1);
    if (second?.type === 'softbreak') second.type = 'hardbreak';
  }
}

/** A head without a word is none; a cell without a word is no heading. */
function extendHead(tokens: readonly Token[], start: number): void {
  const end = tokens.findIndex(({ type }, index) => index > start && type === 'thead_close');
  const head = tokens.slice(start, end + 1);
  const isEmpty = head.every(({ type, content }) => type !== 'inline' || content.trim() === '');
  for (const [index, token] of head.entries()) {
    if (isEmpty) token.hidden = true;
    if (token.type === 'th_open') {
      const isBlank = head[index + 1]?.content.trim() === '';
      if (isBlank) token.tag = 'td';
      else token.attrSet('scope', 'col');
    } else if (token.type === 'th_close' && head[index - 1]?.content.trim() === '') token.tag = 'td';
  }
}
