import { expect, it } from 'vitest';
import { parseChaos } from './chaos.ts';

it('reads the list', () => {
  expect(parseChaos('')).toBeUndefined();
  expect(parseChaos(' duplicates=0.1, delay=50 ,shuffle')).toEqual({
    duplicates: 0.1,
    delayMs: 50,
    shuffle: true,
  });
});

it.each(['duplicates', 'duplicates=2', 'delay=-1', 'delay=x', 'shuffle=1', 'havoc', 'delay='])(
  'refuses %s',
  (text) => {
    expect(parseChaos(text)).toHaveProperty('error', expect.stringContaining(text));
  },
);
