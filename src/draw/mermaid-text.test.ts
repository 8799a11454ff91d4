import { describe, expect, it } from 'vitest';
import { mermaidLines, mermaidText } from './mermaid-text.ts';

/** What Mermaid shows for a text. */
function shown(text: string): string {
  return text.replace(/#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)));
}

describe('a text in a Mermaid label', () => {
  it('keeps names readable', () => {
    expect(mermaidText('todos.task.created')).toBe('todos.task.created');
    expect(mermaidText('user-service (EU), größe 日本 snake_case')).toBe(
      'user-service (EU), größe 日本 snake_case',
    );
  });

  it.each([
    'a"b',
    'a#b;c',
    '<b>&amp;</b>',
    '%%{init}%%',
    'a|b',
    '[x]{y}',
    '`code`',
    'a:::b',
    '$$x$$',
    '💥 end',
    '~x~',
    'a\\nb',
  ])('%j is shown as it is, by letters and entity codes alone', (text) => {
    expect(mermaidText(text).replace(/#\d+;/g, '')).toMatch(/^[\p{L}\p{N} .,_/()-]*$/u);
    expect(shown(mermaidText(text))).toBe(text);
  });

  it('is one line without what is invisible', () => {
    expect(mermaidText('a\r\n b\u202e\u2028c\u0000d')).toBe('a b c d');
    expect(mermaidText('half \ud800 a pair')).toBe('half #65533; a pair');
  });

  it('is no Markdown', () => {
    expect(mermaidText('_a_ __b__')).toBe('#95;a#95; #95;#95;b#95;#95;');
    expect(mermaidText('1. first')).toBe('1#46; first');
    expect(mermaidText('1.0.0')).toBe('1.0.0');
    expect(mermaidText('- item')).toBe('#45; item');
  });

  it('is cut where it is long, never within a character', () => {
    expect(mermaidText('💥'.repeat(50), 3)).toBe('#128165;#128165;…');
    expect([...shown(mermaidText('x'.repeat(500)))]).toHaveLength(100);
  });

  it('is never an empty label', () => {
    expect(mermaidLines(['', ' '])).toBe(' ');
    expect(mermaidLines(['a', '', 'b'])).toBe('a<br/>b');
  });
});
