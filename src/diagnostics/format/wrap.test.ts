import { describe, expect, it } from 'vitest';
import { wrap, wrapMarkdown } from './wrap.ts';

describe('wrap', () => {
  it('breaks between words, and keeps long ones', () => {
    expect(wrap('one two three', 7)).toEqual(['one two', 'three']);
    expect(wrap('a todos.task.created b', 5)).toEqual(['a', 'todos.task.created', 'b']);
    expect(wrap('', 5)).toEqual(['']);
  });

  it('keeps code whole', () => {
    expect(wrap('write `{ a: 1 }` there', 12)).toEqual(['write', '`{ a: 1 }`', 'there']);
    expect(wrap("it's `odd and even", 8)).toEqual(["it's", '`odd and', 'even']);
  });
});

describe('wrapMarkdown', () => {
  it('leaves tables, headings and code alone', () => {
    const text = '# A long heading\n\n| a | table |\n\n```yaml\na: long line\n```\n    indented code';
    expect(wrapMarkdown(text, 5)).toBe(text);
    expect(wrapMarkdown('two words', 5)).toBe('two\nwords');
  });
});
