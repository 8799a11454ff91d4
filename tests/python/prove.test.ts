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

/** With `EDA_PROVE_ALL=1` all that services in TypeScript stand. */
it('sagas, aggregates and projections in Python stand what proofs do to them', async () => {
  const killed = ['saga-coordinator-killed', 'decider-killed', 'projection-rebuilt'];
  const others = [
    'saga-three-times',
    'saga-late-replies',
    'two-deciders',
    'projection-killed',
    'projection-replayed',
  ];
  const only = process.env.EDA_PROVE_ALL === undefined ? killed : [...killed, ...others];
  const design = 'tests/prove/repairs';
  const results = await proveShop({ design, only, events: 400, python: pythonOfTests() });
  const broken = results.filter(({ outcome }) => outcome !== 'holds');
  expect(broken, describeResults(broken)).toEqual([]);
  expect(results).toHaveLength(only.length);
}, 1_800_000);
