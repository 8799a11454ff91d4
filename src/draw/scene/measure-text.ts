import { fontAdvances } from './font-advances.ts';

export type FontWeight = 'regular' | 'bold';

/**
 * Fonts as wide as the one that was measured, or a little narrower: a picture holds with each of them, on whatever
 * system it is looked at.
 */
export const fontStack = "'Helvetica Neue', Helvetica, Arial, 'Liberation Sans', Arimo, Roboto, sans-serif";

/** Of characters that were not measured: scripts that are as wide as high, and all others. In thousandths. */
const fullWidth =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Extended_Pictographic}]/u;
const fullAdvance = 1050;
const otherAdvance = 650;

/** Width of a text in px at a font size. */
export function measureText(text: string, size: number, weight: FontWeight): number {
  const [ascii, latin] = fontAdvances[weight];
  let sum = 0;
  for (const char of text) {
    const code = char.codePointAt(0) ?? 0;
    sum +=
      ascii[code - 0x20] ??
      (code >= 0xa0 ? latin[code - 0xa0] : undefined) ??
      (code === 0x2026 ? 1000 : fullWidth.test(char) ? fullAdvance : otherAdvance);
  }
  return (sum * size) / 1000;
}

/** The text, or as much of its beginning and end as fits with an ellipsis between; nothing where not even that does. */
export function fitText(text: string, width: number, size: number, weight: FontWeight): string {
  if (measureText(text, size, weight) <= width) return text;
  const chars = [...text];
  let low = 0;
  let high = Math.min(chars.length - 1, Math.ceil((width * 5) / size));
  const cut = (kept: number): string => {
    const tail = Math.floor(kept / 2.5);
    return `${chars.slice(0, kept - tail).join('')}…${tail === 0 ? '' : chars.slice(-tail).join('')}`;
  };
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (measureText(cut(middle), size, weight) <= width) low = middle;
    else high = middle - 1;
  }
  return low === 0 ? '' : cut(low);
}

/**
 * A text of a design as it may stand in a picture: on one line, without what XML has no place for, and with marks
 * that would turn the direction of what stands beside it made visible.
 */
export function drawableText(text: string): string {
  return text
    .slice(0, 2000)
    .replace(/\s+/gu, ' ')
    .replace(/[\p{Cc}\p{Cs}\p{Bidi_Control}\u{200b}-\u{200d}\u{2060}\u{feff}\u{fffe}\u{ffff}]/gu, '\ufffd')
    .trim();
}
