import { expect, it } from 'vitest';
import { displayWidth } from './display-width.ts';

it.each([
  ['todos', 5],
  ['日本', 4],
  ['a😀b', 4],
  ['e\u0301', 1],
  ['한국어', 6],
  ['', 0],
])('%s takes %i columns', (text, width) => {
  expect(displayWidth(text)).toBe(width);
});
