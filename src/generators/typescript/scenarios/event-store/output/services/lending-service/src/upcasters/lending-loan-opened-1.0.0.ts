import type { LendingLoanOpened, LendingLoanOpenedV1_0_0 } from '../generated/events.ts';

/** Turns data of lending.loan.opened 1.0.0 into data of 2.0.0. Pure; it must not change its argument. */
export function upcast(_data: LendingLoanOpenedV1_0_0): LendingLoanOpened {
  throw new Error("lending.loan.opened 1.0.0 can't be read yet: write 2.0.0 out of it here");
}
