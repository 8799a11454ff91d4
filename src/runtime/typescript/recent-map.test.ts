import { expect, test } from 'vitest';
import { createRecentMap } from './recent-map.ts';

test('knows what the last writes left, and nothing older', () => {
  const recent = createRecentMap<number>(3);
  for (const [index, key] of ['a', 'b', 'c', 'd'].entries()) recent.set(key, index);
  expect(['a', 'b', 'c', 'd'].map(recent.get)).toEqual([undefined, 1, 2, 3]);
});

test('what is written anew is young again, and what was deleted takes nobody with it', () => {
  const recent = createRecentMap<number>(3);
  recent.set('a', 1);
  recent.set('b', 1);
  recent.set('a', 2);
  recent.set('c', 1);
  expect(['a', 'b', 'c'].map(recent.get)).toEqual([2, 1, 1]);
  recent.delete('b');
  recent.set('b', 3);
  // The turn in which `b` was first written comes around: it is not that one.
  recent.set('d', 1);
  expect(['a', 'b', 'c', 'd'].map(recent.get)).toEqual([undefined, 3, 1, 1]);
});

test('never holds more than its size, however long it runs', () => {
  const size = 50;
  const recent = createRecentMap<number>(size);
  const keys = Array.from({ length: 20 * size }, (_, index) => `key ${index}`);
  for (const [index, key] of keys.entries()) {
    recent.set(key, index);
    if (index % 7 === 0) recent.delete(keys[index - 3] ?? '');
  }
  expect(keys.filter((key) => recent.get(key) !== undefined).length).toBeLessThanOrEqual(size);
  expect(recent.get(keys.at(-1) ?? '')).toBe(keys.length - 1);
});
