import { expect, it } from 'vitest';
import { describeResults, proveShop } from './prove-shop.ts';

it('proofs hold on the embedded default', async () => {
  const only = ['crash-before-publish', 'sidecar-killed', 'three-times', 'two-relays', 'poison', 'shutdown'];
  const results = await proveShop({ only, events: 600 });
  expect(results.map(({ id }) => id).sort()).toEqual([...only].sort());
  const broken = results.filter(({ outcome }) => outcome !== 'holds');
  expect(broken, describeResults(broken)).toEqual([]);
  // Two events are ordered of the publisher, and the handler of one of them publishes a third.
  for (const { events, effects } of results) expect([events >= 600, effects >= 600]).toEqual([true, true]);
}, 600_000);
