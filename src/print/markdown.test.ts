import { expect, test } from 'vitest';
import fc from '../../tests/support/fast-check.ts';
import {
  printMarkdown,
  printMarkdownBlock,
  printMarkdownCode,
  printMarkdownLink,
  printMarkdownParagraphs,
} from './markdown.ts';

test.each([
  ['a | b', 'a \\| b'],
  ['<script>alert(1)</script>', '\\<script\\>alert(1)\\</script\\>'],
  ['line\r\n# heading', 'line \\# heading'],
  ['- item', '\\- item'],
  ['1. item', '1\\. item'],
  ['![x](http://evil)', '\\!\\[x\\](http\\://evil)'],
  ['&lt;b&gt; & more', '&amp;lt;b&amp;gt; & more'],
  ['@everyone', '&#64;everyone'],
  ['order_placed', 'order\\_placed'],
  ['see WWW.example.com', 'see WWW\\.example.com'],
  ['todos.task.created', 'todos.task.created'],
  ['plain words, 3 of them.', 'plain words, 3 of them.'],
])('%s', (text, expected) => {
  expect(printMarkdown(text)).toBe(expected);
});

test('texts that are told at once are what the long way makes of them', () => {
  const ascii = fc.string({ unit: fc.constantFrom(...'aW1 .,:/-+=!@#&;_*`[]()<>|~$\\"\''), maxLength: 12 });
  fc.assert(
    fc.property(ascii, (text) => {
      // A letter beyond ASCII at the end makes it go the long way.
      expect(`${printMarkdown(text)} é`.trim()).toBe(printMarkdown(`${text} é`));
    }),
    { numRuns: 2000 },
  );
});

test('code takes a fence that its text does not have', () => {
  expect(printMarkdownCode('a`b|c')).toBe('``a`b\\|c``');
  expect(printMarkdownCode('`')).toBe('`` ` ``');
  expect(printMarkdownBlock('```\nx\n', 'json"><')).toBe('````json\n```\nx\n````');
});

test('links lead to the web, to people or to files, never into a script', () => {
  expect(printMarkdownLink('a]b', 'docs/x y.md')).toBe('[a\\]b](<docs/x%20y.md>)');
  expect(printMarkdownLink('x', ' JavaScript:alert(1)')).toBe('x');
  expect(printMarkdownLink('x', 'https://example.com/?a=<b>')).toBe('[x](<https://example.com/?a=%3Cb%3E>)');
});

test('paragraphs', () => {
  expect(printMarkdownParagraphs('one\ntwo\n\n# three')).toBe('one two\n\n\\# three');
});
