import { expect, it } from 'vitest';
import { describeResults, proveShop } from './prove-shop.ts';

const sagas = ['saga-coordinator-killed', 'saga-three-times', 'saga-late-replies'];
const aggregates = ['decider-killed', 'two-deciders'];
const projections = ['projection-killed', 'projection-replayed', 'projection-rebuilt'];
const only = [...sagas, ...aggregates, ...projections];

/** `EDA_PROVE_ALL=1` plays the orders systems as well: minutes more of the same. */
const designs =
  process.env.EDA_PROVE_ALL === undefined
    ? ['tests/prove/repairs']
    : ['tests/prove/repairs', 'examples/orders', 'examples/orders-choreography'];

it.each(designs)(
  'sagas, aggregates and projections of %s stand what proofs do to them',
  async (design) => {
    const results = await proveShop({ design, only, events: 400 });
    expect(results.map(({ id }) => id).sort()).toEqual([...only].sort());
    const broken = results.filter(({ outcome }) => outcome !== 'holds');
    expect(broken, describeResults(broken)).toEqual([]);
    for (const { id, effects } of results) expect(effects, id).toBeGreaterThan(0);
  },
  1_800_000,
);
