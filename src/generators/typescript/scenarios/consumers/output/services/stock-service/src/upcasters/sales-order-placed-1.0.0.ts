import type { SalesOrderPlacedV1_0_0, SalesOrderPlacedV1_1_0 } from '../generated/events.ts';

/** Turns data of sales.order.placed 1.0.0 into data of 1.1.0. Pure; it must not change its argument. */
export function upcast(_data: SalesOrderPlacedV1_0_0): SalesOrderPlacedV1_1_0 {
  throw new Error("sales.order.placed 1.0.0 can't be read yet: write 1.1.0 out of it here");
}
