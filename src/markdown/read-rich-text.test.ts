import { describe, expect, it } from 'vitest';
import { readPlainText } from './read-plain-text.ts';
import { createRichTextReader } from './read-rich-text.ts';
import type { RichElement, RichText } from './rich-text.ts';
import { firstLine, richLine, richWords } from './rich-words.ts';

const read = createRichTextReader({
  has: (element) => element === 'event:orders.order.placed',
  named: (name) => (name === 'orders.order.placed' ? 'event:orders.order.placed' : undefined),
});

/** All elements of a text, outer ones first. */
function elementsOf(text: RichText): readonly RichElement[] {
  return text.flatMap((part) => (typeof part === 'string' ? [] : [part, ...elementsOf(part.content)]));
}

describe('a description in Markdown', () => {
  it('is read into paragraphs, lists, tables, code and emphasis', () => {
    const text = read(`## Why

Takes **orders**, and *only*
those.

- [ ] one
- two

3. three

| a | b |
| - | - |
| 1 | 2 |

\`\`\`js
x < 1
\`\`\`
`);
    expect(text.map((part) => (typeof part === 'string' ? part : part.tag))).toEqual([
      'heading',
      'p',
      'ul',
      'ol',
      'table',
      'pre',
    ]);
    expect(text[0]).toEqual({ tag: 'heading', level: 1, content: ['Why'] });
    expect(text[1]).toEqual({
      tag: 'p',
      content: [
        'Takes ',
        { tag: 'strong', content: ['orders'] },
        ', and ',
        { tag: 'em', content: ['only'] },
        ' those.',
      ],
    });
    expect(text[2]).toEqual({
      tag: 'ul',
      content: [
        { tag: 'li', content: ['☐ one'] },
        { tag: 'li', content: ['two'] },
      ],
    });
    expect(text[3]).toMatchObject({ tag: 'ol', start: 3 });
    expect(text[5]).toEqual({ tag: 'pre', content: ['x < 1'] });
  });

  it('leads to the web, to what the design has, and to paths; code that is a name leads to it', () => {
    const links = elementsOf(
      read(
        '[a](https://example.com/x?y=1) [b](event:orders.order.placed) [c](docs/run.md#x) `orders.order.placed` ' +
          '[`orders.order.placed`](mailto:a@example.com) https://example.org',
      ),
    ).filter(({ tag }) => tag === 'a');
    expect(links.map(({ href, element, path }) => href ?? element ?? `path ${path}`)).toEqual([
      'https://example.com/x?y=1',
      'event:orders.order.placed',
      'path docs/run.md#x',
      'event:orders.order.placed',
      'mailto:a@example.com',
      'https://example.org',
    ]);
  });

  it.each([
    '[x](javascript:alert(1))',
    '[x](JaVaScRiPt:alert(1))',
    '[x](java&#115;cript:alert(1))',
    '[x](&#x6A;avascript:alert(1))',
    '[x](<java\tscript:alert(1)>)',
    '[x](vbscript:x) [y](file:///etc/passwd) [z](data:text/html,<script>1</script>)',
    '[x](blob:https://example.com/1) [y](event:no.such.event) <javascript:alert(1)>',
    '![x](https://example.com/pixel.png) ![](javascript:alert(1))',
    '[x]: javascript:alert(1)\n\n[x]',
  ])('never leads where something could run, or asks another host: %s', (hostile) => {
    for (const { tag, href, element } of elementsOf(read(hostile))) {
      expect(element).toBeUndefined();
      if (href !== undefined) expect(href).toMatch(/^(https?|mailto|tel):/);
      expect(tag).not.toBe('img');
    }
  });

  it('holds HTML as the words it was written in; comments are for its author', () => {
    expect(read('<script>alert(1)</script>')).toEqual([{ tag: 'p', content: ['<script>alert(1)</script>'] }]);
    expect(read('a <img src=x onerror=alert(1)> b<br>c <!-- not this -->')).toEqual([
      {
        tag: 'p',
        content: ['a <img src=x onerror=alert(1)> b', { tag: 'br', content: [] }, 'c '],
      },
    ]);
    expect(read('<!-- nothing -->')).toEqual([]);
  });

  it('ends for deep and long texts', () => {
    for (const text of ['>'.repeat(20_000), '['.repeat(20_000), `${'*a '.repeat(10_000)}`, '- '.repeat(5000)])
      expect(richWords(read(text)).length).toBeLessThanOrEqual(text.length);
  });

  it('is the same read quickly where it has no mark', () => {
    for (const text of [
      'One sentence.',
      'Two\nlines, one paragraph',
      'One\n\nTwo  words\n\n\nThree',
      '',
      ' \n ',
    ])
      expect(readPlainText(text) ?? 'marks').toEqual(read(text.replace(/ {2}/g, ' ')));
    for (const text of [
      '- a',
      'a\n===',
      '1. a',
      '    code',
      'a  \nb',
      'https://example.com',
      'a_b_',
      '&amp;',
      'a | b',
    ])
      expect(readPlainText(text)).toBeUndefined();
  });

  it('is one line in a cell, and words alone where marks would be read aloud', () => {
    const text = read('# Title\n\nTakes `x` and **y**\n\n- one\n- two\n\n```\ncode\n```');
    expect(richWords(text)).toBe('Title Takes x and y one two code');
    expect(richWords(firstLine(text))).toBe('Takes x and y');
    expect(elementsOf(richLine(text)).map(({ tag }) => tag)).toEqual(['code', 'strong', 'code']);
  });
});
