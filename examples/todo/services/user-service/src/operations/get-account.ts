import { findAccount } from '../accounts.ts';
import type { GetAccountOperation } from '../generated/operations.ts';
import { HttpError } from '../generated/runtime/errors.ts';

/** What others may know of an account: the name, not the address. */
export const serve: GetAccountOperation = async ({ params: { userId } }, { database }) => {
  const account = await findAccount(database, userId);
  if (account === undefined) throw new HttpError(404, `There is no account ${userId}`);
  return { name: account.name };
};
