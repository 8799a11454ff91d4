import { Kysely, PostgresDialect } from 'kysely';
import type { SalesPaymentReceivedHandler } from '../generated/handlers.ts';
import type { Schema } from '../schema.ts';

/** Marks the order as paid. */
export const handle: SalesPaymentReceivedHandler = async ({ data: { orderId } }, { tx, publish }) => {
  const db = new Kysely<Schema>({ dialect: new PostgresDialect({ pool: tx.pool }) });
  await db
    .transaction()
    .execute(async (trx) => {
      await trx.insertInto('payment_attempt').values({ order_id: orderId }).execute();
      throw new Error('undone');
    })
    .catch(() => {});
  await db.updateTable('orders').set({ paid: true }).where('id', '=', orderId).execute();
  await publish('sales.order.paid', { orderId });
  if (orderId === 'unlucky') throw new Error('told to fail');
};
