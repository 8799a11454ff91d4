import type { SalesPaymentReceivedHandler } from '../generated/handlers.ts';

/** Marks the order as paid. */
export const handle: SalesPaymentReceivedHandler = async ({ data: { orderId } }, { tx, publish }) => {
  const client = await tx.pool.connect();
  try {
    await client.query('BEGIN');
    await client.query('INSERT INTO payment_attempt VALUES ($1)', [orderId]);
    await client.query('ROLLBACK');
  } finally {
    client.release();
  }
  await tx.query('UPDATE orders SET paid = true WHERE id = $1', [orderId]);
  await publish('sales.order.paid', { orderId });
  if (orderId === 'unlucky') throw new Error('told to fail');
};
