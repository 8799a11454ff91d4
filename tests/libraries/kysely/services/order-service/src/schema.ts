import type { Generated } from 'kysely';

/** The tables of the service. */
export interface Schema {
  readonly orders: { readonly id: string; readonly total: number; readonly paid: Generated<boolean> };
  readonly payment_attempt: { readonly order_id: string };
}
