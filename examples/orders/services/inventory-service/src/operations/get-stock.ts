import type { GetStockOperation } from '../generated/operations.ts';
import { findStock } from '../stock.ts';

/** How many of an article there are to be sold. */
export const serve: GetStockOperation = ({ params: { sku } }, { database }) => findStock(database, sku);
