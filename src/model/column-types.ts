import type { ColumnType } from './architecture.ts';

const columnTypes: ReadonlySet<unknown> = new Set<ColumnType>([
  'integer',
  'bigint',
  'number',
  'text',
  'boolean',
  'timestamp',
  'date',
  'uuid',
  'json',
]);

/** Whether a value of a spec or of a record is the type of a column, and no name of a schema. */
export function isColumnType(value: unknown): value is ColumnType {
  return columnTypes.has(value);
}
