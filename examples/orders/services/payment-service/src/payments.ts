import type { Queryable } from './generated/runtime/contract.ts';
import type { Money } from './generated/schemas.ts';

export interface Payment {
  readonly state: 'taken' | 'declined' | 'refunded';
  readonly amount?: Money;
  /** Why it was declined. */
  readonly reason?: string;
}

/** Stands in for what a payment provider would say: 1,000.00 is the most that it takes at once. */
const LIMIT_MINOR = 100_000;

/**
 * Takes the money for an order. Asked again for the same order it answers the same, and takes nothing twice; an order
 * that was refunded is not paid any more.
 */
export async function takePayment(tx: Queryable, orderId: string, amount: Money): Promise<Payment> {
  const isDeclined = amount.minor > LIMIT_MINOR;
  await tx.query(
    `INSERT INTO payment (order_id, state, minor, currency, reason) VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT DO NOTHING`,
    [
      orderId,
      isDeclined ? 'declined' : 'taken',
      amount.minor,
      amount.currency,
      isDeclined ? 'The card has a lower limit' : null,
    ],
  );
  const payment = await findPayment(tx, orderId);
  if (payment?.state === 'taken' || payment?.state === 'declined') return payment;
  return { state: 'declined', reason: 'The order was given up' };
}

/** Gives the money of an order back, if any was taken; none is taken afterwards. */
export async function refundPayment(tx: Queryable, orderId: string): Promise<void> {
  await tx.query(
    `INSERT INTO payment AS p (order_id, state) VALUES ($1, 'barred')
     ON CONFLICT (order_id) DO UPDATE SET state = 'refunded' WHERE p.state = 'taken'`,
    [orderId],
  );
}

interface PaymentRow {
  readonly state: Payment['state'];
  readonly minor: string | null;
  readonly currency: string | null;
  readonly reason: string | null;
}

/** @returns undefined where nothing was asked for: an order that is barred was never paid. */
export async function findPayment(database: Queryable, orderId: string): Promise<Payment | undefined> {
  const { rows } = await database.query<PaymentRow>(
    `SELECT state, minor, currency, reason FROM payment WHERE order_id = $1 AND state <> 'barred'`,
    [orderId],
  );
  const [row] = rows;
  if (row === undefined) return undefined;
  const { state, minor, currency, reason } = row;
  return {
    state,
    ...(minor !== null && currency !== null && { amount: { minor: Number(minor), currency } }),
    ...(reason !== null && { reason }),
  };
}

/** The money that is kept, in a currency. */
export async function sumTakings(
  database: Queryable,
  currency: string,
): Promise<{ readonly minor: number; readonly payments: number }> {
  const { rows } = await database.query<{ readonly minor: string; readonly payments: number }>(
    `SELECT coalesce(sum(minor), 0)::text AS minor, count(*)::int AS payments
     FROM payment WHERE state = 'taken' AND currency = $1`,
    [currency],
  );
  return { minor: Number(rows[0]?.minor ?? 0), payments: rows[0]?.payments ?? 0 };
}
