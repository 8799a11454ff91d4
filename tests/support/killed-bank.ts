/**
 * A service for tests that kill it: pays into accounts, several events a decision, from where its store ends up to the
 * number in PAYMENTS, while its projection follows and is rebuilt again and again.
 */
import { aggregateOf } from '../../src/runtime/typescript/aggregate.ts';
import { startService } from '../../src/runtime/typescript/service.ts';
import { createBank } from './aggregate-fixture.ts';

const ACCOUNTS = 5;
const { definition, wiring } = createBank();
const service = await startService(definition, wiring);
const paid = await service.transaction(async ({ tx }) => {
  // As operators ask for it. The row of a build that is swapped meanwhile would be locked in another order.
  await tx.query(`UPDATE eda.projection SET rebuild = true WHERE state = 'live'`);
  const { rows } = await tx.query<{ n: number }>(
    `SELECT count(*)::int AS n FROM eda.event WHERE stream LIKE 'account/k%'`,
  );
  return (rows[0]?.n ?? 0) / 3;
});
for (let n = paid; n < Number(process.env.PAYMENTS); n += 1) {
  const key = `k${n % ACCOUNTS}`;
  await service.transaction(({ aggregates }) =>
    aggregateOf(aggregates, 'account').execute(key, { key, pay: n, times: 3 } as never),
  );
}
