import type { WaitingListDecide, WaitingListEvolve } from '../generated/aggregates.ts';
import { RejectedError } from '../generated/runtime/errors.ts';

/** What the decisions of waiting-list depend on. Plain JSON, so that a snapshot can keep it. */
export interface WaitingListState {
  readonly exists: boolean;
}

/** What can be asked of waiting-list. Times and new ids come with the command, since deciding is pure. */
export interface WaitingListCommand {
  readonly type: string;
}

/** The state before the first event. */
export const initial: WaitingListState = { exists: false };

/**
 * What follows from a command in a state; nothing, where it is done already.
 *
 * Pure: it runs again where others stored events meanwhile. Throw `RejectedError` for what may not be.
 * `givenWaitingList` of src/generated/scenarios.ts tests it.
 */
export const decide: WaitingListDecide = () => {
  throw new RejectedError('Nothing can be asked of waiting-list yet');
};

/** The state after each event. Pure: it runs whenever the stream is loaded, over all that was ever stored. */
export const evolve: WaitingListEvolve = {
  'lending.loan.extended': () => ({ exists: true }),
};
