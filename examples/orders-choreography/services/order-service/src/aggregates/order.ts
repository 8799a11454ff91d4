import type { OrderDecide, OrderEvolve } from '../generated/aggregates.ts';
import { RejectedError } from '../generated/runtime/errors.ts';

/** What the decisions of order depend on. Plain JSON, so that a snapshot can keep it. */
export interface OrderState {
  readonly exists: boolean;
}

/** What can be asked of order. Times and new ids come with the command, since deciding is pure. */
export interface OrderCommand {
  readonly type: string;
}

/** The state before the first event. */
export const initial: OrderState = { exists: false };

/**
 * What follows from a command in a state; nothing, where it is done already.
 *
 * What was ordered, and what became of it. Two requests at once for one order decide one after the other.
 *
 * Pure: it runs again where others stored events meanwhile. Throw `RejectedError` for what may not be.
 * `givenOrder` of src/generated/scenarios.ts tests it.
 */
export const decide: OrderDecide = () => {
  throw new RejectedError('Nothing can be asked of order yet');
};

/** The state after each event. Pure: it runs whenever the stream is loaded, over all that was ever stored. */
export const evolve: OrderEvolve = {
  'ordering.order.placed': () => ({ exists: true }),
  'ordering.order.noted': () => ({ exists: true }),
  'ordering.order.confirmed': () => ({ exists: true }),
  'ordering.order.cancelled': () => ({ exists: true }),
};
