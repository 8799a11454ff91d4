import type { OpenLoansProjection } from '../generated/projections.ts';

/**
 * What each event changes in the row of its key: open-loans.
 *
 * Each function returns the change of one row, or undefined for none. `increment`, `greatest` and `least`
 * hold in any order of events, `set` does not.
 */
export const project: OpenLoansProjection = {
  'lending.loan.opened': () => undefined,
  'lending.loan.closed': () => undefined,
};
