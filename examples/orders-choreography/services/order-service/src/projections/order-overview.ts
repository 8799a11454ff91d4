import type { OrderOverviewProjection } from '../generated/projections.ts';

/**
 * What each event changes in the row of its key: order-overview.
 *
 * An order as it stands; written with what is stored, so that whoever has placed one finds it at once.
 *
 * Each function returns the change of one row, or undefined for none. `increment`, `greatest` and `least`
 * hold in any order of events, `set` does not.
 */
export const project: OrderOverviewProjection = {
  'ordering.order.placed': () => undefined,
  'ordering.order.noted': () => undefined,
  'ordering.order.confirmed': () => undefined,
  'ordering.order.cancelled': () => undefined,
};
