import type { OrderOverviewRow } from './generated/projections.ts';
import { HttpError } from './generated/runtime/errors.ts';
import type { Line, Money, Order } from './generated/schemas.ts';

/** What an order costs. @throws HttpError 400 where its lines have several currencies */
export function totalOf(lines: readonly Line[]): Money {
  const [currency = '', ...others] = new Set(lines.map(({ unitPrice }) => unitPrice.currency));
  if (others.length > 0) throw new HttpError(400, 'All lines of an order have one currency');
  return {
    minor: lines.reduce((sum, { quantity, unitPrice }) => sum + quantity * unitPrice.minor, 0),
    currency,
  };
}

/** An order of the read model, as it is answered. */
export function orderOf(row: OrderOverviewRow): Order {
  return {
    orderId: row.order_id,
    customerId: row.customer_id ?? '',
    status: statusOf(row.status),
    total: { minor: Number(row.minor), currency: row.currency ?? '' },
    ...(row.tracking_code !== null && { trackingCode: row.tracking_code }),
    ...(row.reason !== null && { reason: row.reason }),
    notes: row.notes,
  };
}

function statusOf(text: string | null): Order['status'] {
  return text === 'confirmed' || text === 'cancelled' ? text : 'placed';
}
