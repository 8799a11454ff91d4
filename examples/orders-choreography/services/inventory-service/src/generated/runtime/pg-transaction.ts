import type { Queryable } from './contract.ts';

/** What a `Client` or `PoolClient` of node-postgres is, as far as it is needed. */
interface PgClient {
  query(
    text: string,
    values: unknown[],
  ): Promise<{ rows: Record<string, unknown>[]; rowCount: number | null }>;
}

/** A transaction that somebody began on a client of node-postgres, for `publish` to write in. */
export function pgTransaction(client: PgClient): Queryable {
  return {
    async query<Row extends object>(text: string, values: readonly unknown[] = []) {
      const { rows, rowCount } = await client.query(text, [...values]);
      return { rows: rows as Row[], rowCount };
    },
  };
}
