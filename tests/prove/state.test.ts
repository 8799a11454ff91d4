import { expect, it } from 'vitest';
import { describeResults, proveShop } from './prove-shop.ts';

const sagas = ['saga-coordinator-killed', 'saga-three-times', 'saga-late-replies'];
const aggregates = ['decider-killed', 'two-deciders'];
const projections = ['projection-killed', 'projection-replayed', 'projection-rebuilt'];

it.each([
  { design: 'tests/prove/repairs', only: [...sagas, ...aggregates, ...projections] },
  { design: 'examples/orders', only: [...sagas, ...aggregates, ...projections] },
  { design: 'examples/orders-choreography', only: ['saga-coordinator-killed', 'saga-late-replies'] },
])(
  'sagas, aggregates and projections of $design stand what proofs do to them',
  async ({ design, only }) => {
    const results = await proveShop({ design, only, events: 400 });
    expect(results.map(({ id }) => id).sort()).toEqual([...only].sort());
    const broken = results.filter(({ outcome }) => outcome !== 'holds');
    expect(broken, describeResults(broken)).toEqual([]);
    for (const { id, effects } of results) expect(effects, id).toBeGreaterThan(0);
  },
  1_800_000,
);
