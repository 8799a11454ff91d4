import { isColumnType } from '../../model/column-types.ts';
import type { Migration } from './migration.ts';
import type { ProjectionTable, TableColumn } from './projection-table.ts';
import { runtimeParts } from './runtime-part.ts';
import type { TableChange } from './table-change.ts';

/**
 * Reads the migrations of a service as an earlier run recorded them. The record lies in a file that people merge by
 * hand, so each entry is checked.
 * @returns undefined where the record is damaged: its numbers could not be trusted.
 */
export function readMigrations(value: unknown): Migration[] | undefined {
  if (value === undefined) return [];
  if (!Array.isArray(value)) return undefined;
  const migrations = value.map(readMigration);
  for (const [index, migration] of migrations.entries()) {
    if (migration === undefined || Number(migration.file.slice(0, 4)) !== index + 1) return undefined;
  }
  return migrations.filter((migration) => migration !== undefined);
}

function readMigration(value: unknown): Migration | undefined {
  const { file, part, version, hash, projection, change } = fields(value);
  if (typeof file !== 'string' || !/^\d{4}-[a-z0-9_-]+\.sql$/.test(file)) return undefined;
  const known = runtimeParts.find((candidate) => candidate === part);
  if (known !== undefined) {
    if (typeof version !== 'number' || typeof hash !== 'string') return undefined;
    return { file, part: known, version, hash };
  }
  const read = readChange(change);
  return typeof projection !== 'string' || read === undefined
    ? undefined
    : { file, projection, change: read };
}

function readChange(value: unknown): TableChange | undefined {
  const { kind, table, aside, add, retype, drop, rebuild } = fields(value);
  const filled = rebuild === true ? ({ rebuild } as const) : {};
  switch (kind) {
    case 'create':
    case 'renew': {
      const read = readTable(table);
      if (read === undefined) return undefined;
      if (kind === 'create') return { kind, table: read };
      return typeof aside === 'string' ? { kind, table: read, aside, ...filled } : undefined;
    }
    case 'drop':
      return typeof table === 'string' ? { kind, table } : undefined;
    case 'alter': {
      const added = readColumns(add);
      const retyped = readEach(retype, (each) => {
        const { name, from, to } = fields(each);
        return typeof name === 'string' && isColumnType(from) && isColumnType(to)
          ? { name, from, to }
          : undefined;
      });
      const dropped = readEach(drop, (each) => (typeof each === 'string' ? each : undefined));
      if (typeof table !== 'string' || !added || !retyped || !dropped) return undefined;
      return { kind, table, add: added, retype: retyped, drop: dropped, ...filled };
    }
    default:
      return undefined;
  }
}

function readTable(value: unknown): ProjectionTable | undefined {
  const { name, key, columns } = fields(value);
  const [keys, rest] = [readColumns(key), readColumns(columns)];
  return typeof name === 'string' && keys && rest ? { name, key: keys, columns: rest } : undefined;
}

function readColumns(value: unknown): TableColumn[] | undefined {
  return readEach(value, (each) => {
    const { name, type } = fields(each);
    return typeof name === 'string' && isColumnType(type) ? { name, type } : undefined;
  });
}

/** All items read, or undefined where one of them cannot be. */
function readEach<T>(value: unknown, read: (item: unknown) => T | undefined): T[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const items = value.map(read).filter((item) => item !== undefined);
  return items.length === value.length ? items : undefined;
}

function fields(value: unknown): { readonly [key: string]: unknown } {
  return typeof value === 'object' && value !== null ? (value as { readonly [key: string]: unknown }) : {};
}
