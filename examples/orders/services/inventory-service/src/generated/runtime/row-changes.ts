import type { Projection, ProjectionChange, ProjectionColumn } from './contract.ts';

export type RowKey = readonly (string | number)[];
export type ColumnOperation = 'set' | 'increment' | 'greatest' | 'least';

/** What happens to one column of a row. */
export interface ColumnChange {
  readonly operation: ColumnOperation;
  readonly value: unknown;
}

/** What several events come to for one row. */
export interface RowChange {
  readonly key: RowKey;
  /** What there was goes first. */
  readonly removed: boolean;
  /** In the order of the projection's columns; undefined where the row is not written, only removed. */
  readonly columns: readonly (ColumnChange | undefined)[] | undefined;
}

/** Changes of rows that were not written yet; several of one row become one. */
export interface RowChanges {
  readonly size: number;
  /**
   * Adds a change behind the others of its row.
   * @returns false where it cannot be told what both come to: write what there is, then add it again.
   * @throws Error where the change names a column that the projection has not, or one twice.
   */
  add(key: RowKey, change: ProjectionChange): boolean;
  /** All of them, in the order of their keys, which is that of their locks; none is left. */
  take(): RowChange[];
}

const OPERATIONS: readonly ColumnOperation[] = ['increment', 'set', 'greatest', 'least'];

/** Makes an empty set of changes of a projection's rows. */
export function createRowChanges(projection: Projection): RowChanges {
  const { keyColumns, columns } = projection;
  const places = new Map(columns.map(({ name }, index) => [name, index]));
  let rows = new Map<string, RowChange>();
  return {
    get size() {
      return rows.size;
    },
    add(key, change) {
      const id = identify(keyColumns, key);
      if (change.remove) {
        rows.set(id, { key, removed: true, columns: undefined });
        return true;
      }
      const before = rows.get(id);
      const now: (ColumnChange | undefined)[] = before?.columns?.slice() ?? columns.map(() => undefined);
      for (const operation of OPERATIONS) {
        const values = change[operation];
        for (const name in values) {
          const value = values[name];
          if (value === undefined) continue;
          const place = places.get(name);
          const column = place === undefined ? undefined : columns[place];
          if (place === undefined || column === undefined)
            throw new Error(`Projection '${projection.name}' has no column '${name}'`);
          const previous = before?.columns?.[place];
          if (now[place] !== previous)
            throw new Error(`Column '${name}' of '${projection.name}' is changed twice by one event`);
          const next = { operation, value };
          const both = previous === undefined ? next : compose(column, previous, next);
          if (both === undefined) return false;
          now[place] = both;
        }
      }
      rows.set(id, { key, removed: before?.removed ?? false, columns: now });
      return true;
    },
    take() {
      // Without a comparison of its own, sorting is by what texts are made of, as with one, and quicker.
      const taken = [...rows.keys()].sort().map((id) => rows.get(id) as RowChange);
      rows = new Map();
      return taken;
    },
  };
}

/** One text for all ways to write a key: the database would see the same row. */
function identify(keyColumns: readonly ProjectionColumn[], key: RowKey): string {
  if (key.length === 1) return textOf(keyColumns[0], key[0]);
  return JSON.stringify(key.map((part, index) => textOf(keyColumns[index], part)));
}

function textOf(column: ProjectionColumn | undefined, part: string | number | undefined): string {
  return column?.type === 'uuid' ? String(part).toLowerCase() : String(part);
}

/** Two changes of a column as one; undefined where only the database can tell. */
function compose(
  column: ProjectionColumn,
  before: ColumnChange,
  next: ColumnChange,
): ColumnChange | undefined {
  const { operation, value } = next;
  if (operation === 'set') return next;
  if (operation === 'increment') {
    if (before.operation !== 'increment' && before.operation !== 'set') return undefined;
    const from = before.value ?? 0;
    // Sums of fractions depend on their order, and large ones are no numbers of JavaScript.
    if (!Number.isSafeInteger(from) || !Number.isSafeInteger(value)) return undefined;
    const sum = (from as number) + (value as number);
    return Number.isSafeInteger(sum) ? { operation: before.operation, value: sum } : undefined;
  }
  if (before.operation !== operation && before.operation !== 'set') return undefined;
  // As in PostgreSQL, the greater of nothing and something is something.
  if (before.value === null) return { operation: before.operation, value };
  const [old, other] = [comparable(column, before.value), comparable(column, value)];
  if (old === undefined || other === undefined) return undefined;
  const isNext = operation === 'greatest' ? other > old : other < old;
  return { operation: before.operation, value: isNext ? value : before.value };
}

/** A number that is in the order of the column's values; texts are ordered by the database alone. */
function comparable({ type }: ProjectionColumn, value: unknown): number | undefined {
  if (typeof value === 'number') return value;
  if (type !== 'timestamp') return undefined;
  if (value instanceof Date) return value.getTime();
  // A time of day of its own zone, to the millisecond: finer ones are the database's.
  if (typeof value !== 'string' || !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,3})?Z$/.test(value))
    return undefined;
  return Date.parse(value);
}
