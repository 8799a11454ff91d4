import { sql } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/node-postgres';
import { Pool } from 'pg';
import { drizzleTransaction } from './generated/runtime/drizzle-transaction.ts';
import { type OpenOrders, placed } from './orders.ts';
import { orders as table } from './schema.ts';

/** Orders kept with Drizzle. */
export const openOrders: OpenOrders = async (connectionString, service) => {
  const pool = new Pool({ connectionString });
  const db = drizzle({ client: pool });
  return {
    place: (orders, fail) =>
      db.transaction(async (tx) => {
        for (const { id, total } of orders) await tx.insert(table).values({ id, total });
        await service.publishAll(drizzleTransaction(tx, sql), async (publish) => {
          for (const order of orders) await publish('sales.order.placed', placed(order));
        });
        if (fail) throw new Error('told to fail');
      }),
    close: () => pool.end(),
  };
};
