import { eq } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/node-postgres';
import type { SalesPaymentReceivedHandler } from '../generated/handlers.ts';
import { orders, paymentAttempts } from '../schema.ts';

/** Marks the order as paid. */
export const handle: SalesPaymentReceivedHandler = async ({ data: { orderId } }, { tx, publish }) => {
  const db = drizzle({ client: tx.pool });
  await db
    .transaction(async (inner) => {
      await inner.insert(paymentAttempts).values({ orderId });
      throw new Error('undone');
    })
    .catch(() => {});
  await db.update(orders).set({ paid: true }).where(eq(orders.id, orderId));
  await publish('sales.order.paid', { orderId });
  if (orderId === 'unlucky') throw new Error('told to fail');
};
