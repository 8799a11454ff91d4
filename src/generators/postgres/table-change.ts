import type { ColumnType } from '../../model/architecture.ts';
import type { ProjectionTable, TableColumn } from './projection-table.ts';

/** How a table gets from what it is to what the design wants. */
export type TableChange =
  | { readonly kind: 'create'; readonly table: ProjectionTable }
  | {
      readonly kind: 'alter';
      readonly table: string;
      readonly add: readonly TableColumn[];
      readonly retype: readonly {
        readonly name: string;
        readonly from: ColumnType;
        readonly to: ColumnType;
      }[];
      readonly drop: readonly string[];
      /** The service fills it anew. */
      readonly rebuild?: true;
    }
  /** The table is set aside under another name, and a new one made. */
  | {
      readonly kind: 'renew';
      readonly table: ProjectionTable;
      readonly aside: string;
      readonly rebuild?: true;
    }
  | { readonly kind: 'drop'; readonly table: string };

export interface TableDifference {
  readonly add: readonly TableColumn[];
  readonly retype: readonly { readonly name: string; readonly from: ColumnType; readonly to: ColumnType }[];
  /** Columns that the design no longer has. */
  readonly unused: readonly string[];
  /** Why rows cannot be carried over; absent: they can. */
  readonly obstacle?: string;
}

/** Compares a table as it is with the one that the design wants. */
export function compareTables(now: ProjectionTable, wanted: ProjectionTable): TableDifference {
  const types = new Map(now.columns.map(({ name, type }) => [name, type]));
  const add = wanted.columns.filter(({ name }) => !types.has(name));
  const retype = wanted.columns.flatMap(({ name, type: to }) => {
    const from = types.get(name);
    return from === undefined || from === to ? [] : [{ name, from, to }];
  });
  const names = new Set(wanted.columns.map(({ name }) => name));
  const unused = now.columns.map(({ name }) => name).filter((name) => !names.has(name));
  const obstacle = obstacleOf(now, wanted, retype);
  return { add, retype, unused, ...(obstacle === undefined ? {} : { obstacle }) };
}

function obstacleOf(
  now: ProjectionTable,
  wanted: ProjectionTable,
  retype: TableDifference['retype'],
): string | undefined {
  if (JSON.stringify(now.key) !== JSON.stringify(wanted.key)) {
    return `its key was (${describe(now.key)}) and is (${describe(wanted.key)})`;
  }
  const lossy = retype.find(({ from, to }) => !castsSafely(from, to));
  return lossy && `column ${lossy.name} was ${lossy.from} and is ${lossy.to}`;
}

function describe(columns: readonly TableColumn[]): string {
  return columns.map(({ name, type }) => `${name} ${type}`).join(', ');
}

/** Whether every value of one type has its own value in the other. */
function castsSafely(from: ColumnType, to: ColumnType): boolean {
  return (safeCasts[from] ?? []).includes(to);
}

/** Timestamps have no cast to text that does not depend on the session. */
const safeCasts: { readonly [from in ColumnType]?: readonly ColumnType[] } = {
  integer: ['bigint', 'number', 'text'],
  bigint: ['text'],
  number: ['text'],
  boolean: ['text'],
  date: ['text'],
  uuid: ['text'],
};

/** The table after a change; undefined once it is dropped. */
export function applyChange(
  now: ProjectionTable | undefined,
  change: TableChange,
): ProjectionTable | undefined {
  switch (change.kind) {
    case 'create':
    case 'renew':
      return change.table;
    case 'drop':
      return undefined;
    case 'alter': {
      if (now === undefined) return undefined;
      const types = new Map(change.retype.map(({ name, to }) => [name, to]));
      const kept = now.columns
        .filter(({ name }) => !change.drop.includes(name))
        .map(({ name, type }) => ({ name, type: types.get(name) ?? type }));
      return { ...now, columns: [...kept, ...change.add] };
    }
  }
}
