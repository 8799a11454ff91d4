import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { contrast, grounds } from '../draw/svg/contrast.fixture.ts';
import { themes } from '../draw/svg/theme.ts';

const style = readFileSync(new URL('./web/style.css', import.meta.url), 'utf8');

/** Rules whose selectors speak of what is dimmed, with what they declare. */
const dimmed = [...style.matchAll(/([^{}]*\.is-dimmed[^{}]*)\{([^{}]*)\}/g)].map(
  ([, selectors = '', declarations = '']) => ({ selectors: selectors.trim(), declarations }),
);

it.each(['light', 'dark'] as const)('what is dimmed can be told from what it stands on: %s', (name) => {
  const theme = themes[name];
  const share = /--dimmed: color-mix\(in srgb, var\(--eda-muted\) (\d+)%, var\(--eda-surface\)\);/.exec(
    style,
  )?.[1];
  const colour = mix(theme.muted, theme.surface, Number(share) / 100);
  for (const ground of grounds) expect(contrast(colour, theme[ground]), ground).toBeGreaterThanOrEqual(3);
});

it('is dimmed by that colour alone: with a share of itself it would be as pale as its kind', () => {
  expect(dimmed.length).toBeGreaterThan(2);
  for (const { selectors, declarations } of dimmed) {
    expect(declarations, selectors).not.toMatch(/opacity|filter/);
    expect(declarations, selectors).toMatch(/(stroke|fill): var\(--(dimmed|eda-muted)\)/);
  }
});

/** A colour of which a share is mixed into another, both `#rrggbb`. */
function mix(colour: string, into: string, share: number): string {
  const channel = (at: number): string => {
    const [a, b] = [colour, into].map((one) => Number.parseInt(one.slice(at, at + 2), 16));
    return Math.round((a ?? 0) * share + (b ?? 0) * (1 - share))
      .toString(16)
      .padStart(2, '0');
  };
  return `#${channel(1)}${channel(3)}${channel(5)}`;
}
