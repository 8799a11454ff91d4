import { describe, expect, it } from 'vitest';
import { contrast, grounds } from './contrast.fixture.ts';
import { themes } from './theme.ts';

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
