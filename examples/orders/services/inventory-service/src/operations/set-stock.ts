import type { SetStockOperation } from '../generated/operations.ts';
import { setStock } from '../stock.ts';

/** Says how many of an article there are to be sold, beside what is set aside for orders. */
export const serve: SetStockOperation = ({ params: { sku }, body: { available } }, { database }) =>
  setStock(database, sku, available);
