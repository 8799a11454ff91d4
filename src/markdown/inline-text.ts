import type { Token } from 'markdown-it';

/** What a heading or a paragraph says, without marks. */
export function inlineText(inline: Token | undefined): string {
  return (inline?.children ?? [])
    .map(({ type, content, children }) => {
      if (type === 'text' || type === 'code_inline') return content;
      if (type === 'softbreak' || type === 'hardbreak') return ' ';
      return type === 'image' ? (children ?? []).map((child) => child.content).join('') : '';
    })
    .join('')
    .trim();
}
