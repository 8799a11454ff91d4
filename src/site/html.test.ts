import { expect, it } from 'vitest';
import { html, joined, trusted } from './html.ts';

it('escapes every text, in marks and in attributes', () => {
  const hostile = '"><script>alert(1)</script>\' &amp;';
  expect(html`<a href="${hostile}">${hostile}</a>`.markup).toBe(
    '<a href="&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;&#39; &amp;amp;">&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;&#39; &amp;amp;</a>',
  );
});

it('puts markup in as it is, however deep it lies, and nothing for nothing', () => {
  const item = (name: string) => html`<li>${name}</li>`;
  expect(html`<ul>${[item('a'), [item('<b>'), undefined]]}${trusted('<!-- -->')}${7}</ul>`.markup).toBe(
    '<ul><li>a</li><li>&lt;b&gt;</li><!-- -->7</ul>',
  );
  expect(html`${joined(['a', 'b', html`<c>`], ', ')}`.markup).toBe('a, b, <c>');
});

it('writes no character that HTML does not have', () => {
  expect(html`${'a\0b\u001b[31m\ud800c\td\n'}`.markup).toBe('a\ufffdb\ufffd[31m\ufffdc\td\n');
});
