import { expect, it } from 'vitest';
import { proofs } from '../../src/prove/proofs.ts';
import { describeResults, proveShop } from './prove-shop.ts';

it('proofs hold on the embedded default', async () => {
  // The broker lives in the sidecars' process: it dies with them.
  const only = proofs.flatMap((proof) =>
    'subject' in proof || proof.id === 'broker-killed' ? [] : proof.id,
  );
  const events = 150;
  const results = await proveShop({ only, events });
  expect(results.map(({ id }) => id)).toEqual(only);
  const broken = results.filter(({ outcome }) => outcome !== 'holds');
  expect(broken, describeResults(broken)).toEqual([]);
  // Two events are ordered of the publisher, and the handler of one of them publishes a third.
  for (const { events: committed, effects } of results)
    expect([committed >= events, effects >= events]).toEqual([true, true]);
}, 900_000);
