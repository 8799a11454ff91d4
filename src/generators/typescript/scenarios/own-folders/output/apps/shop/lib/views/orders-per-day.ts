import type { OrdersPerDayProjection } from '../messaging/generated/projections.ts';

/**
 * What each event changes in the row of its key: orders-per-day.
 *
 * Each function returns the change of one row, or undefined for none. `increment`, `greatest` and `least`
 * hold in any order of events, `set` does not.
 */
export const project: OrdersPerDayProjection = {
  'sales.order.placed': () => undefined,
};
