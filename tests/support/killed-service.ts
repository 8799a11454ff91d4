/**
 * A service for tests that kill it: writes items and their events, a transaction each, from where the table ends up
 * to the number in ITEMS.
 */
import { startService } from '../../src/runtime/typescript/service.ts';
import { createDefinition } from './service-fixture.ts';

const KEYS = 7;
const service = await startService<{ 'shop.item.counted': { key: string; n: number } }>(createDefinition(), {
  handlers: {},
  operations: {},
  projections: {},
});
const last = await service.transaction(async ({ tx }) => {
  const { rows } = await tx.query<{ n: number }>('SELECT coalesce(max(n), -1)::int AS n FROM item');
  return rows[0]?.n ?? -1;
});
for (let n = last + 1; n < Number(process.env.ITEMS); n += 1) {
  await service.transaction(async ({ tx, publish }) => {
    const key = `k${n % KEYS}`;
    await tx.query('INSERT INTO item VALUES ($1, $2)', [key, n]);
    await publish('shop.item.counted', { key, n });
  });
}
