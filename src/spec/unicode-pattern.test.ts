import { describe, expect, it } from 'vitest';
import fc from '../../tests/support/fast-check.ts';
import { patternError, toUnicodePattern } from './unicode-pattern.ts';

describe('toUnicodePattern', () => {
  it.each([
    ['^[a-z]+$', '^[a-z]+$'],
    [String.raw`^\p{L}+$`, String.raw`^\p{L}+$`],
    [String.raw`^[\w\-\.]+\@[\w\-]+\.\w{2,4}$`, String.raw`^[\w\-\.]+@[\w\-]+\.\w{2,4}$`],
    [String.raw`^\d{4}\-\d{2}\-\d{2}\ \d+\:\d+$`, String.raw`^\d{4}-\d{2}-\d{2} \d+:\d+$`],
    [String.raw`^\"[^\"]*\"$`, '^"[^"]*"$'],
    ['^{[^}]+}$', String.raw`^\{[^}]+\}$`],
    ['a]', String.raw`a\]`],
    ['{{name}}', String.raw`\{\{name\}\}`],
    ['a{,3}b{2}', String.raw`a\{,3\}b{2}`],
    [String.raw`[\w-.]+`, String.raw`[\w\-.]+`],
    [String.raw`[+-\d]`, String.raw`[+\-\d]`],
    [String.raw`\_[\_]`, '_[_]'],
    [String.raw`\xZZ\uZ`, 'xZZuZ'],
    [String.raw`^\/a\/[\/]\😀$`, String.raw`^\/a\/[\/]😀$`],
  ])('%s is %s', (written, words) => {
    expect(toUnicodePattern(written)).toBe(words);
    expect(patternError(words, 'u')).toBeUndefined();
  });

  it.each([String.raw`\1(a)\-\7`, '(?=a)*', String.raw`\-\c`, '[', '(', String.raw`a\-(`])(
    'has no words for %s',
    (written) => expect(toUnicodePattern(written)).toBeUndefined(),
  );

  it('matches what was matched without the flag', () => {
    const parts = fc.constantFrom(
      ...[
        'a',
        'b',
        '-',
        '_',
        ' ',
        '0',
        '{',
        '}',
        ']',
        '[a',
        '[^',
        '[',
        '(',
        ')',
        '|',
        '*',
        '+',
        '?',
        '.',
        '^',
        '$',
      ],
      ...String.raw`\- \_ \: \a \w \d \s \. \] \[ \b \B \" \/ \{ \} \\ {2} {1,} \x41 \u0062`.split(' '),
    );
    const pattern = fc.array(parts, { maxLength: 9 }).map((all) => all.join(''));
    const text = fc
      .array(fc.constantFrom(...'abA-_ 0:{}][.\\"/w'), { maxLength: 8 })
      .map((all) => all.join(''));
    let translated = 0;
    fc.assert(
      fc.property(pattern, fc.array(text, { minLength: 4, maxLength: 8 }), (written, texts) => {
        fc.pre(patternError(written, '') === undefined && patternError(written, 'u') !== undefined);
        const words = toUnicodePattern(written);
        // Of these parts there is nothing that cannot be said.
        if (words === undefined) throw new Error(`no words for ${written}`);
        translated++;
        for (const each of texts)
          expect([each, new RegExp(words, 'u').test(each)]).toEqual([each, new RegExp(written).test(each)]);
      }),
      { numRuns: 500 },
    );
    expect(translated).toBeGreaterThan(100);
  });
});
