import type { LoanDecide, LoanEvolve } from '../generated/aggregates.ts';
import { RejectedError } from '../generated/runtime/errors.ts';

/** What the decisions of loan depend on. Plain JSON, so that a snapshot can keep it. */
export interface LoanState {
  readonly exists: boolean;
}

/** What can be asked of loan. Times and new ids come with the command, since deciding is pure. */
export interface LoanCommand {
  readonly type: string;
}

/** The state before the first event. */
export const initial: LoanState = { exists: false };

/**
 * What follows from a command in a state; nothing, where it is done already.
 *
 * A book on its way out and back
 *
 * Pure: it runs again where others stored events meanwhile. Throw `RejectedError` for what may not be.
 * `givenLoan` of src/generated/scenarios.ts tests it.
 */
export const decide: LoanDecide = () => {
  throw new RejectedError('Nothing can be asked of loan yet');
};

/** The state after each event. Pure: it runs whenever the stream is loaded, over all that was ever stored. */
export const evolve: LoanEvolve = {
  'lending.loan.opened': () => ({ exists: true }),
  'lending.loan.extended': () => ({ exists: true }),
  'lending.loan.closed': () => ({ exists: true }),
};
