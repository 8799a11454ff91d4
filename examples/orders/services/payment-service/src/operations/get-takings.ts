import type { GetTakingsOperation } from '../generated/operations.ts';
import { sumTakings } from '../payments.ts';

/** The money that is kept, in a currency. */
export const serve: GetTakingsOperation = ({ params: { currency } }, { database }) =>
  sumTakings(database, currency);
