import type { OrderDecide, OrderEvolve } from '../generated/aggregates.ts';
import type { OrderingOrderPlaced } from '../generated/events.ts';
import { RejectedError } from '../generated/runtime/errors.ts';
import type { Order } from '../generated/schemas.ts';

/** An order and what became of it; null before it is placed. Plain JSON, so that a snapshot can keep it. */
export type OrderState = Order | null;

/** What can be asked of an order. */
export type OrderCommand =
  | { readonly type: 'place'; readonly order: OrderingOrderPlaced }
  | { readonly type: 'note'; readonly text: string }
  | { readonly type: 'confirm'; readonly trackingCode: string }
  | { readonly type: 'cancel'; readonly reason: string };

/** The state before the first event. */
export const initial: OrderState = null;

/** What follows from a command. One that comes again, and an end after the end, change nothing. */
export const decide: OrderDecide = (command, state) => {
  if (command.type === 'place') {
    const { order } = command;
    if (state === null) return [{ name: 'ordering.order.placed', data: order }];
    if (state.customerId === order.customerId && state.total.minor === order.total.minor) return [];
    throw new RejectedError(`Another order has the id ${order.orderId}`);
  }
  if (state === null) throw new RejectedError('There is no such order');
  const { orderId } = state;
  if (command.type === 'note')
    return [{ name: 'ordering.order.noted', data: { orderId, text: command.text } }];
  if (state.status !== 'placed') return [];
  return command.type === 'confirm'
    ? [{ name: 'ordering.order.confirmed', data: { orderId, trackingCode: command.trackingCode } }]
    : [{ name: 'ordering.order.cancelled', data: { orderId, reason: command.reason } }];
};

/** The state after each event. Pure: it runs whenever the stream is loaded, over all that was ever stored. */
export const evolve: OrderEvolve = {
  'ordering.order.placed': (_state, { orderId, customerId, total }) => ({
    orderId,
    customerId,
    status: 'placed',
    total,
    notes: 0,
  }),
  'ordering.order.noted': (state) => state && { ...state, notes: (state.notes ?? 0) + 1 },
  'ordering.order.confirmed': (state, { trackingCode }) =>
    state && { ...state, status: 'confirmed', trackingCode },
  'ordering.order.cancelled': (state, { reason }) => state && { ...state, status: 'cancelled', reason },
};
