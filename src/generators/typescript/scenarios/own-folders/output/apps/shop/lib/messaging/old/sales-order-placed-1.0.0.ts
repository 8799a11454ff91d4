import type { SalesOrderPlaced, SalesOrderPlacedV1_0_0 } from '../generated/events.ts';

/** Turns data of sales.order.placed 1.0.0 into data of 2.0.0. Pure; it must not change its argument. */
export function upcast(_data: SalesOrderPlacedV1_0_0): SalesOrderPlaced {
  throw new Error("sales.order.placed 1.0.0 can't be read yet: write 2.0.0 out of it here");
}
