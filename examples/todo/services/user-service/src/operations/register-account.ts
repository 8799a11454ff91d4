import { findAccountByEmail, insertAccount } from '../accounts.ts';
import type { RegisterAccountOperation } from '../generated/operations.ts';
import { HttpError } from '../generated/runtime/errors.ts';

/** Opens an account. A repeated request answers with the account that is there and publishes nothing. */
export const serve: RegisterAccountOperation = ({ body: { name, email } }, context) =>
  context.transaction(async ({ tx, publish }) => {
    const created = await insertAccount(tx, { userId: context.newId(), name, email });
    if (created !== undefined) {
      await publish('users.account.registered', created);
      return created;
    }
    const existing = await findAccountByEmail(tx, email);
    if (existing?.name !== name) throw new HttpError(409, 'Somebody else has an account with this address');
    return existing;
  });
