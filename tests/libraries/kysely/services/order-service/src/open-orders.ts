import { Kysely, PostgresDialect } from 'kysely';
import { Pool } from 'pg';
import { kyselyTransaction } from './generated/runtime/kysely-transaction.ts';
import { type OpenOrders, placed } from './orders.ts';
import type { Schema } from './schema.ts';

/** Orders kept with Kysely. */
export const openOrders: OpenOrders = async (connectionString, service) => {
  const db = new Kysely<Schema>({ dialect: new PostgresDialect({ pool: new Pool({ connectionString }) }) });
  return {
    place: (orders, fail) =>
      db.transaction().execute(async (trx) => {
        for (const { id, total } of orders) await trx.insertInto('orders').values({ id, total }).execute();
        await service.publishAll(kyselyTransaction(trx), async (publish) => {
          for (const order of orders) await publish('sales.order.placed', placed(order));
        });
        if (fail) throw new Error('told to fail');
      }),
    close: () => db.destroy(),
  };
};
