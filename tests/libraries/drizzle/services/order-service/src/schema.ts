import { boolean, integer, pgTable, text } from 'drizzle-orm/pg-core';

export const orders = pgTable('orders', {
  id: text().primaryKey(),
  total: integer().notNull(),
  paid: boolean().notNull().default(false),
});

export const paymentAttempts = pgTable('payment_attempt', { orderId: text('order_id').notNull() });
