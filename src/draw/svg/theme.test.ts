import { describe, expect, it } from 'vitest';
import { type ColourToken, themes } from './theme.ts';

/** Relative luminance of `#rrggbb` (WCAG 2.2). */
function luminance(colour: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const value = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: string, b: string): number {
  const [light = 0, dark = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (light + 0.05) / (dark + 0.05);
}

const grounds: readonly ColourToken[] = ['canvas', 'surface', 'group'];

describe.each(['light', 'dark'] as const)('%s', (name) => {
  const theme = themes[name];

  it.each(['ink', 'muted', 'saga'] as const)('text in %s can be read on everything', (token) => {
    for (const ground of grounds)
      expect(contrast(theme[token], theme[ground]), ground).toBeGreaterThanOrEqual(4.5);
  });

  it.each([...(['service', 'event', 'command', 'saga', 'projection', 'deadLetter', 'outside'] as const)])(
    'lines of %s can be told from what they stand on',
    (token) => {
      for (const ground of grounds)
        expect(contrast(theme[token], theme[ground]), ground).toBeGreaterThanOrEqual(3);
    },
  );
});
