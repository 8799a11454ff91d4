import type {
  Projection,
  ProjectionChange,
  ProjectionColumn,
  Queryable,
  ReadProjection,
} from './contract.ts';
import { HttpError } from './errors.ts';

/** Quotes an identifier of SQL. */
function quote(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

function tableOf(projection: Projection): string {
  return `${quote(projection.schema ?? 'public')}.${quote(projection.table)}`;
}

/** One upsert a row: with several events at once, the row's own lock puts them one after another. */
export async function applyChange(
  tx: Queryable,
  projection: Projection,
  key: readonly (string | number)[],
  change: ProjectionChange,
): Promise<void> {
  const table = tableOf(projection);
  const keys = projection.keyColumns.map((column) => quote(column.name));
  if (change.remove) {
    const where = keys.map((column, index) => `${column} = $${index + 1}`).join(' AND ');
    await tx.query(`DELETE FROM ${table} WHERE ${where}`, key);
    return;
  }
  const values: unknown[] = [...key];
  const columns: string[] = [];
  const updates: string[] = [];
  const add = (name: string, value: unknown, update: (column: string) => string) => {
    const column = projection.columns.find((candidate) => candidate.name === name);
    if (!column) throw new Error(`Projection '${projection.name}' has no column '${name}'`);
    if (columns.includes(quote(name))) throw new Error(`Column '${name}' is changed twice by one event`);
    columns.push(quote(name));
    values.push(encode(column, value));
    updates.push(`${quote(name)} = ${update(quote(name))}`);
  };
  for (const [name, value] of present(change.increment)) {
    add(name, value, (column) => `coalesce(t.${column}, 0) + EXCLUDED.${column}`);
  }
  for (const [name, value] of present(change.set)) add(name, value, (column) => `EXCLUDED.${column}`);
  for (const [name, value] of present(change.greatest)) {
    add(name, value, (column) => `greatest(t.${column}, EXCLUDED.${column})`);
  }
  for (const [name, value] of present(change.least)) {
    add(name, value, (column) => `least(t.${column}, EXCLUDED.${column})`);
  }
  const places = values.map((_value, index) => `$${index + 1}`);
  const update = updates.length > 0 ? `DO UPDATE SET ${updates.join(', ')}` : 'DO NOTHING';
  await tx.query(
    `INSERT INTO ${table} AS t (${[...keys, ...columns].join(', ')}) VALUES (${places.join(', ')})
     ON CONFLICT (${keys.join(', ')}) ${update}`,
    values,
  );
}

function present(changes: Readonly<Record<string, unknown>> | undefined): [string, unknown][] {
  return Object.entries(changes ?? {}).filter(([, value]) => value !== undefined);
}

/** `pg` would write arrays as PostgreSQL arrays: JSON goes as text. */
function encode(column: ProjectionColumn, value: unknown): unknown {
  return column.type === 'json' && value !== null ? JSON.stringify(value) : value;
}

const MAX_LIMIT = 1000;

/** Reads projections by name. @throws Error for a name that the service does not have. */
export function createReadProjection(
  projections: readonly Projection[],
  database: Queryable,
): ReadProjection {
  const find = (name: string): Projection => {
    const projection = projections.find((candidate) => candidate.name === name);
    if (!projection) throw new Error(`There is no projection '${name}'`);
    return projection;
  };
  return {
    async get<Row extends object>(name: string, ...key: readonly (string | number)[]) {
      const projection = find(name);
      checkKey(projection, key);
      const where = projection.keyColumns.map((column, index) => `${quote(column.name)} = $${index + 1}`);
      const { rows } = await database.query<Row>(
        `SELECT ${selection(projection)} FROM ${tableOf(projection)} WHERE ${where.join(' AND ')}`,
        key,
      );
      return rows[0];
    },
    async list<Row extends object>(name: string, options: Parameters<ReadProjection['list']>[1] = {}) {
      const projection = find(name);
      const keys = projection.keyColumns.map((column) => quote(column.name)).join(', ');
      const limit = Math.min(MAX_LIMIT, Math.max(1, Math.floor(options.limit ?? 100)));
      if (options.after) checkKey(projection, options.after);
      const after = options.after?.map((_value, index) => `$${index + 1}`).join(', ');
      const { rows } = await database.query<Row>(
        `SELECT ${selection(projection)} FROM ${tableOf(projection)}
         ${after ? `WHERE (${keys}) > (${after})` : ''} ORDER BY ${keys} LIMIT ${limit}`,
        options.after ?? [],
      );
      return rows;
    },
  };
}

function checkKey(projection: Projection, key: readonly unknown[]): void {
  if (key.length === projection.keyColumns.length) return;
  const names = projection.keyColumns.map((column) => column.name).join(', ');
  throw new HttpError(400, `The key of '${projection.name}' is: ${names}`);
}

/** Days come as text: the driver would make instants of them, which are another day elsewhere. */
function selection(projection: Projection): string {
  return [...projection.keyColumns, ...projection.columns]
    .map(({ name, type }) => [quote(name), type] as const)
    .map(([name, type]) => (type === 'date' ? `to_char(${name}, 'YYYY-MM-DD') AS ${name}` : name))
    .join(', ');
}
