import type { OrdersPerCountryProjection } from '../generated/projections.ts';

/** What is ordered where. */
export const project: OrdersPerCountryProjection = {
  'ordering.order.placed': ({ data: { total } }) => ({ increment: { orders: 1, minor: total.minor } }),
};
