import type { Queryable } from './contract.ts';

/** What a `Transaction` of Kysely is, as far as it is needed. */
interface Kysely {
  executeQuery(query: RawQuery): Promise<{ readonly rows: object[]; readonly numAffectedRows?: bigint }>;
}

/** What `CompiledQuery.raw` of Kysely makes. */
interface RawQuery {
  readonly sql: string;
  readonly parameters: readonly unknown[];
  readonly query: {
    readonly kind: 'RawNode';
    readonly sqlFragments: readonly string[];
    readonly parameters: readonly never[];
  };
  readonly queryId: { readonly queryId: string };
}

/** A transaction of Kysely (`db.transaction().execute(async (trx) => …)`), for `publish` to write in. */
export function kyselyTransaction(trx: Kysely): Queryable {
  return {
    async query<Row extends object>(sql: string, values: readonly unknown[] = []) {
      const { rows, numAffectedRows } = await trx.executeQuery({
        sql,
        parameters: values,
        query: { kind: 'RawNode', sqlFragments: [sql], parameters: [] },
        queryId: { queryId: 'eda' },
      });
      return {
        rows: rows as Row[],
        rowCount: numAffectedRows === undefined ? rows.length : Number(numAffectedRows),
      };
    },
  };
}
