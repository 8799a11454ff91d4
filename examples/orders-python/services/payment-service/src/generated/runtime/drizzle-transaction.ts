import type { Queryable } from './contract.ts';

/** What the transaction of Drizzle on node-postgres is, as far as it is needed. */
interface DrizzleTransaction<Statement> {
  execute(query: Statement): PromiseLike<{ rows: Record<string, unknown>[]; rowCount: number | null }>;
}

/** `sql` of `drizzle-orm`: what makes statements of texts and values. */
interface DrizzleSql<Statement> {
  raw(text: string): Statement;
  param(value: unknown): unknown;
  (texts: TemplateStringsArray, ...values: unknown[]): Statement;
}

/**
 * A transaction of Drizzle on node-postgres (`db.transaction(async (tx) => …)`), for `publish` to write in. `sql` is
 * that of `drizzle-orm`, with which statements are made.
 */
export function drizzleTransaction<Statement>(
  tx: DrizzleTransaction<Statement>,
  sql: DrizzleSql<Statement>,
): Queryable {
  return {
    async query<Row extends object>(text: string, values: readonly unknown[] = []) {
      const { rows, rowCount } = await tx.execute(statement(sql, text, values));
      return { rows: rows as Row[], rowCount };
    },
  };
}

/** A text with `$1` as a statement of Drizzle, which numbers its values itself, in order of their places. */
function statement<Statement>(
  sql: DrizzleSql<Statement>,
  text: string,
  values: readonly unknown[],
): Statement {
  const parts = text.split(/\$(\d+)/);
  const texts = parts.filter((_, index) => index % 2 === 0);
  // A value is bound as it is; a list in a template would become one place for each of its items.
  const bound = parts
    .filter((_, index) => index % 2 === 1)
    .map((place) => sql.param(values[Number(place) - 1]));
  return sql(Object.assign([...texts], { raw: texts }), ...bound);
}
