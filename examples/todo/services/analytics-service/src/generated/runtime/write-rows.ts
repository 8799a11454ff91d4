import type { ColumnType, Projection, ProjectionColumn, Queryable } from './contract.ts';
import { quoteName } from './quote-name.ts';
import type { ColumnOperation, RowChange } from './row-changes.ts';

const SQL_TYPES: { readonly [Type in ColumnType]: string } = {
  integer: 'integer',
  bigint: 'bigint',
  number: 'double precision',
  text: 'text',
  boolean: 'boolean',
  timestamp: 'timestamptz',
  date: 'date',
  uuid: 'uuid',
  json: 'jsonb',
};

/** Where the rows of a projection are written: its table, or the one that is built anew. */
export function tableName(projection: Projection, table = projection.table): string {
  return `${quoteName(projection.schema ?? 'public')}.${quoteName(table)}`;
}

/** Writes changes of rows, those of one shape in one statement. @param table as `tableName` gives it. */
export async function writeRows(
  tx: Queryable,
  projection: Projection,
  table: string,
  changes: readonly RowChange[],
): Promise<void> {
  const removed = changes.filter((change) => change.removed);
  if (removed.length > 0) await deleteRows(tx, projection, table, removed);
  const shapes = new Map<string, RowChange[]>();
  for (const change of changes) {
    if (change.columns === undefined) continue;
    let shape = '';
    for (const column of change.columns) shape += column === undefined ? ' ' : column.operation[0];
    const known = shapes.get(shape);
    if (known === undefined) shapes.set(shape, [change]);
    else known.push(change);
  }
  for (const rows of shapes.values()) await upsertRows(tx, projection, table, rows);
}

async function deleteRows(
  tx: Queryable,
  { keyColumns }: Projection,
  table: string,
  rows: readonly RowChange[],
): Promise<void> {
  const names = keyColumns.map(({ name }) => quoteName(name));
  await tx.query(
    `DELETE FROM ${table} AS t USING unnest(${placesOf(keyColumns)}) AS d(${names.join(', ')})
     WHERE ${names.map((name) => `t.${name} = d.${name}`).join(' AND ')}`,
    keyColumns.map((_column, index) => rows.map(({ key }) => key[index])),
  );
}

/** One upsert for rows of which the same happens to the same columns. */
async function upsertRows(
  tx: Queryable,
  projection: Projection,
  table: string,
  rows: readonly RowChange[],
): Promise<void> {
  const [first] = rows;
  const changed = projection.columns.flatMap((column, place) => {
    const operation = first?.columns?.[place]?.operation;
    return operation === undefined ? [] : [{ column, place, operation }];
  });
  const keys = projection.keyColumns.map(({ name }) => quoteName(name));
  const written = [...projection.keyColumns, ...changed.map(({ column }) => column)];
  const updates = changed.map(({ column, operation }) => updateOf(quoteName(column.name), operation));
  await tx.query(
    `INSERT INTO ${table} AS t (${written.map(({ name }) => quoteName(name)).join(', ')})
     SELECT * FROM unnest(${placesOf(written)})
     ON CONFLICT (${keys.join(', ')}) ${updates.length > 0 ? `DO UPDATE SET ${updates.join(', ')}` : 'DO NOTHING'}`,
    [
      ...projection.keyColumns.map((_column, index) => rows.map(({ key }) => key[index])),
      ...changed.map(({ column, place }) =>
        rows.map(({ columns }) => encode(column, columns?.[place]?.value)),
      ),
    ],
  );
}

function placesOf(columns: readonly ProjectionColumn[]): string {
  return columns.map(({ type }, index) => `$${index + 1}::${SQL_TYPES[type]}[]`).join(', ');
}

function updateOf(column: string, operation: ColumnOperation): string {
  switch (operation) {
    case 'set':
      return `${column} = EXCLUDED.${column}`;
    case 'increment':
      return `${column} = coalesce(t.${column}, 0) + EXCLUDED.${column}`;
    case 'greatest':
    case 'least':
      return `${column} = ${operation}(t.${column}, EXCLUDED.${column})`;
  }
}

/** `pg` would write arrays as PostgreSQL arrays: JSON goes as text. */
function encode({ type }: ProjectionColumn, value: unknown): unknown {
  return type === 'json' && value !== null ? JSON.stringify(value) : value;
}
