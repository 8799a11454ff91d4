import type { Queryable } from './generated/runtime/contract.ts';
import type { Stock } from './generated/schemas.ts';

/** So many of one article. */
export interface Item {
  readonly sku: string;
  readonly quantity: number;
}

export type Reservation =
  | { readonly state: 'reserved' }
  | { readonly state: 'rejected'; readonly reason: string };

/**
 * Sets all items of an order aside, or none. Asked again for the same order it answers the same; an order that was
 * released is not reserved any more.
 */
export async function reserveStock(
  tx: Queryable,
  orderId: string,
  items: readonly Item[],
): Promise<Reservation> {
  const { rowCount } = await tx.query(
    `INSERT INTO reservation (order_id, state) VALUES ($1, 'reserved') ON CONFLICT DO NOTHING`,
    [orderId],
  );
  if (rowCount === 0) return await findReservation(tx, orderId);
  const wanted = sumBySku(items);
  // In one order for everybody: two orders of the same articles wait for each other, and never both at once.
  const { rows } = await tx.query<Stock>(
    'SELECT sku, available FROM stock WHERE sku = ANY ($1) ORDER BY sku FOR UPDATE',
    [[...wanted.keys()]],
  );
  const available = new Map(rows.map((row) => [row.sku, row.available]));
  const short = [...wanted].find(([sku, quantity]) => (available.get(sku) ?? 0) < quantity);
  if (short !== undefined) {
    const reason = `Not enough of ${short[0]}`;
    await tx.query(`UPDATE reservation SET state = 'rejected', reason = $2 WHERE order_id = $1`, [
      orderId,
      reason,
    ]);
    return { state: 'rejected', reason };
  }
  await tx.query(
    `WITH item AS (
       INSERT INTO reserved_item (order_id, sku, quantity)
       SELECT $1, * FROM unnest($2::text[], $3::int[]) RETURNING sku, quantity)
     UPDATE stock SET available = available - item.quantity FROM item WHERE stock.sku = item.sku`,
    [orderId, [...wanted.keys()], [...wanted.values()]],
  );
  return { state: 'reserved' };
}

/** Puts back what was set aside for an order, if anything was; it is not set aside again afterwards. */
export async function releaseStock(tx: Queryable, orderId: string): Promise<void> {
  const { rowCount } = await tx.query(
    `INSERT INTO reservation AS r (order_id, state) VALUES ($1, 'released')
     ON CONFLICT (order_id) DO UPDATE SET state = 'released' WHERE r.state = 'reserved'`,
    [orderId],
  );
  if (rowCount === 0) return;
  await tx.query(
    `WITH item AS (DELETE FROM reserved_item WHERE order_id = $1 RETURNING sku, quantity),
       locked AS (SELECT stock.sku FROM stock JOIN item USING (sku) ORDER BY stock.sku FOR UPDATE OF stock)
     UPDATE stock SET available = available + item.quantity FROM item JOIN locked USING (sku) WHERE stock.sku = item.sku`,
    [orderId],
  );
}

/** Says how many of an article there are to be sold. */
export async function setStock(database: Queryable, sku: string, available: number): Promise<Stock> {
  await database.query(
    'INSERT INTO stock (sku, available) VALUES ($1, $2) ON CONFLICT (sku) DO UPDATE SET available = EXCLUDED.available',
    [sku, available],
  );
  return { sku, available };
}

/** An article that nobody has heard of is one of which there is nothing. */
export async function findStock(database: Queryable, sku: string): Promise<Stock> {
  const { rows } = await database.query<Stock>('SELECT sku, available FROM stock WHERE sku = $1', [sku]);
  return rows[0] ?? { sku, available: 0 };
}

async function findReservation(tx: Queryable, orderId: string): Promise<Reservation> {
  const { rows } = await tx.query<{ readonly state: string; readonly reason: string | null }>(
    'SELECT state, reason FROM reservation WHERE order_id = $1',
    [orderId],
  );
  if (rows[0]?.state === 'reserved') return { state: 'reserved' };
  return { state: 'rejected', reason: rows[0]?.reason ?? 'The order was given up' };
}

/** Two lines of an order may be about the same article. */
function sumBySku(items: readonly Item[]): Map<string, number> {
  const sums = new Map<string, number>();
  for (const { sku, quantity } of items) sums.set(sku, (sums.get(sku) ?? 0) + quantity);
  return sums;
}
