import { describe, expect, it } from 'vitest';
import fc from '../../../tests/support/fast-check.ts';
import { diffTexts } from './diff-texts.ts';
import { linesOf, mergeTexts } from './merge-texts.ts';

const line = fc.constantFrom('a\n', 'b\n', 'c: 1\n', '  d\n', '\n', 'e\r\n');
const text = fc.array(line, { maxLength: 12 }).map((lines) => lines.join(''));

describe('three texts', () => {
  it('give the one that changed', () => {
    fc.assert(
      fc.property(text, text, (base, other) => {
        expect(mergeTexts(base, other, base)).toEqual({ ok: true, text: other });
        expect(mergeTexts(base, base, other)).toEqual({ ok: true, text: other });
        expect(mergeTexts(base, other, other)).toEqual({ ok: true, text: other });
      }),
    );
  });

  it('lose no line that one of them added, settled or not', () => {
    fc.assert(
      fc.property(text, fc.nat(12), fc.nat(12), (base, first, second) => {
        const put = (at: number, mark: string): string => {
          const lines = linesOf(base);
          lines.splice(Math.min(at, lines.length), 0, mark);
          return lines.join('');
        };
        const merged = mergeTexts(base, put(first, 'mine\n'), put(second, 'theirs\n'));
        const told = JSON.stringify(merged);
        expect(told).toContain('mine\\n');
        expect(told).toContain('theirs\\n');
        if (merged.ok)
          expect(
            linesOf(merged.text)
              .filter((one) => one !== 'mine\n' && one !== 'theirs\n')
              .join(''),
          ).toBe(base);
      }),
      { numRuns: 500 },
    );
  });

  it('keep a last line without an end, and line ends of both kinds', () => {
    expect(mergeTexts('a\r\nb', 'x\r\nb', 'a\r\nb')).toEqual({ ok: true, text: 'x\r\nb' });
    expect(mergeTexts('a\nb\nc\nd', 'x\nb\nc\nd', 'a\nb\nc\nd\n')).toEqual({
      ok: true,
      text: 'x\nb\nc\nd\n',
    });
  });
});

it('differences say every line that went or came, once', () => {
  fc.assert(
    fc.property(text, text, (before, after) => {
      const lines = diffTexts(before, after).flatMap((hunk) => hunk.lines);
      const count = (mark: string): number => lines.filter((one) => one.mark === mark).length;
      expect(linesOf(before).length - count('-')).toBe(linesOf(after).length - count('+'));
    }),
  );
  expect(diffTexts('a\nb\nc\n', 'a\nx\nc\n')).toEqual([
    {
      oldLine: 1,
      newLine: 1,
      lines: [
        { mark: ' ', text: 'a' },
        { mark: '-', text: 'b' },
        { mark: '+', text: 'x' },
        { mark: ' ', text: 'c' },
      ],
    },
  ]);
});
