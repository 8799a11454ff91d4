import type { Queryable } from './generated/runtime/contract.ts';
import type { Address } from './generated/schemas.ts';

export interface Parcel {
  readonly state: 'dispatched' | 'refused' | 'recalled';
  readonly trackingCode?: string;
  /** Why it was refused. */
  readonly reason?: string;
}

/** Where parcels can be sent to. */
const SERVED = new Set(['AT', 'DE', 'ES', 'FR', 'IE', 'IT', 'NL', 'PT']);

/**
 * Sends the parcel of an order. Asked again for the same order it answers the same, and sends nothing twice; an order
 * that was called back is not sent any more.
 */
export async function dispatchParcel(tx: Queryable, orderId: string, { country }: Address): Promise<Parcel> {
  const isServed = SERVED.has(country);
  await tx.query(
    `INSERT INTO parcel (order_id, state, tracking_code, reason) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING`,
    [
      orderId,
      isServed ? 'dispatched' : 'refused',
      isServed ? `P-${orderId.slice(0, 8).toUpperCase()}` : null,
      isServed ? null : `No parcels to ${country}`,
    ],
  );
  const parcel = await findParcel(tx, orderId);
  if (parcel?.state === 'dispatched' || parcel?.state === 'refused') return parcel;
  return { state: 'refused', reason: 'The order was given up' };
}

/** Calls the parcel of an order back, if one is on its way; none is sent afterwards. */
export async function recallParcel(tx: Queryable, orderId: string): Promise<void> {
  await tx.query(
    `INSERT INTO parcel AS p (order_id, state) VALUES ($1, 'barred')
     ON CONFLICT (order_id) DO UPDATE SET state = 'recalled' WHERE p.state = 'dispatched'`,
    [orderId],
  );
}

interface ParcelRow {
  readonly state: Parcel['state'];
  readonly tracking_code: string | null;
  readonly reason: string | null;
}

/** @returns undefined where nothing was to be sent: an order that is barred never was. */
export async function findParcel(database: Queryable, orderId: string): Promise<Parcel | undefined> {
  const { rows } = await database.query<ParcelRow>(
    `SELECT state, tracking_code, reason FROM parcel WHERE order_id = $1 AND state <> 'barred'`,
    [orderId],
  );
  const [row] = rows;
  return (
    row && {
      state: row.state,
      ...(row.tracking_code !== null && { trackingCode: row.tracking_code }),
      ...(row.reason !== null && { reason: row.reason }),
    }
  );
}
