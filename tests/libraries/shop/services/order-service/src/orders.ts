import type { OwnEvents } from './generated/publisher.ts';
import type { RunningService } from './generated/runtime/service.ts';

export interface Order {
  readonly id: string;
  readonly total: number;
}

/** What the service's own code does with orders, in transactions of its own library. */
export interface Orders {
  /** Keeps the orders and tells of them in one transaction; `fail` undoes it after everything was written. */
  place(orders: readonly Order[], fail?: boolean): Promise<void>;
  close(): Promise<void>;
}

export type OpenOrders = (databaseUrl: string, service: RunningService<OwnEvents>) => Promise<Orders>;

/** The event of an order. */
export function placed({ id, total }: Order): OwnEvents['sales.order.placed'] {
  return { orderId: id, total };
}
