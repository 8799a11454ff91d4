import { expect, it } from 'vitest';
import { describeResults, proveShop } from '../prove/prove-shop.ts';
import { pythonOfTests } from '../support/python-todo.ts';

it('proofs hold on services in Python', async () => {
  const only = ['crash-before-publish', 'three-times', 'two-relays', 'poison'];
  const results = await proveShop({ only, events: 600, python: pythonOfTests() });
  const broken = results.filter(({ outcome }) => outcome !== 'holds');
  expect(broken, describeResults(broken)).toEqual([]);
  expect(results).toHaveLength(only.length);
}, 900_000);
