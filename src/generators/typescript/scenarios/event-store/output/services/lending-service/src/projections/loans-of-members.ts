import type { LoansOfMembersProjection } from '../generated/projections.ts';

/**
 * What each event changes in the row of its key: loans-of-members.
 *
 * Each function returns the change of one row, or undefined for none. `increment`, `greatest` and `least`
 * hold in any order of events, `set` does not.
 */
export const project: LoansOfMembersProjection = {
  'lending.loan.opened': () => undefined,
  'members.member.joined': () => undefined,
};
