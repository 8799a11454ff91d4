import { expect, it } from 'vitest';
import type { ProveEvent } from '../../src/prove/prove-design.ts';
import { describeResults, proveShop } from './prove-shop.ts';

const sagas = ['saga-coordinator-killed', 'saga-three-times', 'saga-late-replies'];
const aggregates = ['decider-killed', 'two-deciders'];
const projections = ['projection-killed', 'projection-replayed', 'projection-rebuilt'];

it.each([
  { design: 'tests/prove/repairs', only: [...sagas, ...aggregates, ...projections] },
  { design: 'examples/orders', only: [...sagas, ...aggregates, ...projections] },
  { design: 'examples/orders-choreography', only: ['saga-coordinator-killed', 'saga-late-replies'] },
])('sagas, aggregates and projections of $design stand what proofs do to them', async ({ design, only }) => {
  const results = await proveShop({ design, only: process.env.ONLY?.split(',') ?? only, events: 400, ...(process.env.SHOW ? { onEvent: (event: ProveEvent) => console.error(new Date().toISOString(), JSON.stringify(event.kind === 'proof' ? event.proof.id : event.kind === 'result' ? event.result : event.kind === 'progress' ? event.message : event.kind)), patienceMs: 30_000 } : {}) });
  if (process.env.SHOW) console.log(describeResults(results), results.map(({ id, counted, ms }) => `${id} ${counted} ${ms}`));
  expect(results.map(({ id }) => id).sort()).toEqual([...only].sort());
  const broken = results.filter(({ outcome }) => outcome !== 'holds');
  expect(broken, describeResults(broken)).toEqual([]);
  for (const { id, counted, effects } of results) {
    expect(effects, id).toBeGreaterThan(0);
    if (id.startsWith('saga')) expect(counted).toMatch(/\d+ completed.*\d+ (compensated|aborted)|\d+ (compensated|aborted).*\d+ completed/);
  }
}, 900_000);
