import type { Queryable } from './generated/runtime/contract.ts';
import type { Account } from './generated/schemas.ts';

interface AccountRow {
  readonly user_id: string;
  readonly name: string;
  readonly email: string;
  readonly registered_at: Date;
}

/** Opens an account. @returns undefined if the address has one. */
export async function insertAccount(
  database: Queryable,
  account: { readonly userId: string; readonly name: string; readonly email: string },
): Promise<Account | undefined> {
  const { rows } = await database.query<AccountRow>(
    'INSERT INTO account (user_id, name, email) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING RETURNING *',
    [account.userId, account.name, account.email],
  );
  return rows[0] && toAccount(rows[0]);
}

export async function findAccount(database: Queryable, userId: string): Promise<Account | undefined> {
  const { rows } = await database.query<AccountRow>('SELECT * FROM account WHERE user_id = $1', [userId]);
  return rows[0] && toAccount(rows[0]);
}

export async function findAccountByEmail(database: Queryable, email: string): Promise<Account | undefined> {
  const { rows } = await database.query<AccountRow>('SELECT * FROM account WHERE lower(email) = lower($1)', [
    email,
  ]);
  return rows[0] && toAccount(rows[0]);
}

function toAccount(row: AccountRow): Account {
  return {
    userId: row.user_id,
    name: row.name,
    email: row.email,
    registeredAt: row.registered_at.toISOString(),
  };
}
