import { printSqlComment } from '../../print/sql.ts';
import type { Assets } from '../generator.ts';
import { printTableChange } from './print-table-change.ts';
import { purposeOf, type RuntimePart, runtimeDdlPath } from './runtime-part.ts';
import type { TableChange } from './table-change.ts';

/** One migration of a service. What is recorded is never changed or renumbered. */
export type Migration = RuntimeMigration | ProjectionMigration;

export interface RuntimeMigration {
  readonly file: string;
  readonly part: RuntimePart;
  readonly version: number;
  /** Of the DDL that it was made from. */
  readonly hash: string;
}

export interface ProjectionMigration {
  readonly file: string;
  readonly projection: string;
  readonly change: TableChange;
}

/** Name of the next migration: `0004-tasks-per-person.sql`. `what` is safe in a file name. */
export function migrationFile(before: number, what: string): string {
  return `${String(before + 1).padStart(4, '0')}-${what.slice(0, 80)}.sql`;
}

/** The SQL of a migration; the runner puts a transaction around it. */
export function printMigration(service: string, migration: Migration, assets: Assets): string {
  const head = printSqlComment(
    `${service}: ${describe(migration)}.\nMade by eda; applied once, in the order of the numbers, and never changed afterwards.`,
  );
  const body =
    'part' in migration
      ? assets.text(runtimeDdlPath(migration.part, migration.version))
      : printTableChange(migration.projection, migration.change);
  return `${head}\n\n${body.trimEnd()}\n`;
}

function describe(migration: Migration): string {
  if ('part' in migration) {
    const { part, version } = migration;
    return version === 1 ? purposeOf(part) : `${purposeOf(part)}, version ${version}`;
  }
  const { projection, change } = migration;
  switch (change.kind) {
    case 'create':
      return `the table of projection ${projection}`;
    case 'alter':
      return `columns of projection ${projection}`;
    case 'renew':
      return `projection ${projection} anew, empty until it is rebuilt; the old rows stay in ${change.aside}`;
    case 'drop':
      return `projection ${projection} is gone from the design`;
  }
}
