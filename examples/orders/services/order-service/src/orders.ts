import type { Queryable } from './generated/runtime/contract.ts';
import { HttpError } from './generated/runtime/errors.ts';
import type { Line, Money, Order } from './generated/schemas.ts';

interface OrderRow {
  readonly order_id: string;
  readonly customer_id: string;
  readonly minor: string;
  readonly currency: string;
  readonly status: Order['status'];
  readonly tracking_code: string | null;
  readonly reason: string | null;
}

/** Adds an order. @returns undefined if there is one with its id. */
export async function insertOrder(
  database: Queryable,
  order: { readonly orderId: string; readonly customerId: string; readonly total: Money },
): Promise<Order | undefined> {
  const { rows } = await database.query<OrderRow>(
    `INSERT INTO customer_order (order_id, customer_id, minor, currency) VALUES ($1, $2, $3, $4)
     ON CONFLICT (order_id) DO NOTHING RETURNING *`,
    [order.orderId, order.customerId, order.total.minor, order.total.currency],
  );
  return rows[0] && toOrder(rows[0]);
}

export async function findOrder(database: Queryable, orderId: string): Promise<Order | undefined> {
  const { rows } = await database.query<OrderRow>('SELECT * FROM customer_order WHERE order_id = $1', [
    orderId,
  ]);
  return rows[0] && toOrder(rows[0]);
}

/** Remembers how an order ended. */
export async function endOrder(
  database: Queryable,
  orderId: string,
  end: { readonly status: Order['status']; readonly trackingCode?: string; readonly reason?: string },
): Promise<void> {
  await database.query(
    'UPDATE customer_order SET status = $2, tracking_code = $3, reason = $4 WHERE order_id = $1',
    [orderId, end.status, end.trackingCode ?? null, end.reason ?? null],
  );
}

/** What an order costs. @throws HttpError 400 where its lines have several currencies */
export function totalOf(lines: readonly Line[]): Money {
  const [currency = '', ...others] = new Set(lines.map(({ unitPrice }) => unitPrice.currency));
  if (others.length > 0) throw new HttpError(400, 'All lines of an order have one currency');
  return {
    minor: lines.reduce((sum, { quantity, unitPrice }) => sum + quantity * unitPrice.minor, 0),
    currency,
  };
}

function toOrder(row: OrderRow): Order {
  return {
    orderId: row.order_id,
    customerId: row.customer_id,
    status: row.status,
    total: { minor: Number(row.minor), currency: row.currency },
    ...(row.tracking_code !== null && { trackingCode: row.tracking_code }),
    ...(row.reason !== null && { reason: row.reason }),
  };
}
