import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { Architecture, Projection, Service } from '../../model/architecture.ts';
import { fileName } from '../../model/names.ts';
import { storedEvents } from '../../model/query.ts';
import type { Assets } from '../generator.ts';
import { type Migration, migrationFile } from './migration.ts';
import { doubledColumn, type ProjectionTable, projectionTable } from './projection-table.ts';
import { ddlHash, hasDatabase, runtimeDdlPath, runtimePartsOf, runtimeVersions } from './runtime-part.ts';
import { applyChange, compareTables, type TableChange } from './table-change.ts';

export interface MigrationContext {
  readonly architecture: Architecture;
  readonly assets: Assets;
  /** Whether what the design no longer has is dropped from the database. */
  readonly dropUnused: boolean;
  report(diagnostic: Diagnostic): void;
}

/** The migrations of a service: those that are recorded, as they are, and then what the design needs beyond them. */
export function planMigrations(
  context: MigrationContext,
  service: Service,
  recorded: readonly Migration[],
): Migration[] {
  const migrations = [...recorded];
  addRuntimeTables(context, service, migrations);
  addProjections(context, service, migrations);
  return migrations;
}

function addRuntimeTables(
  { architecture, assets, report }: MigrationContext,
  service: Service,
  migrations: Migration[],
): void {
  for (const part of runtimePartsOf(architecture, service)) {
    for (const version of runtimeVersions(assets, part)) {
      const hash = ddlHash(assets.text(runtimeDdlPath(part, version)));
      const known = migrations.find(
        (each) => 'part' in each && each.part === part && each.version === version,
      );
      if (known === undefined) {
        const what = version === 1 ? part : `${part}-${version}`;
        migrations.push({ file: migrationFile(migrations.length, what), part, version, hash });
      } else if ('hash' in known && known.hash !== hash) {
        report({
          code: 'runtime-tables-changed',
          severity: 'warning',
          message: `the runtime tables of ${service.name} changed after ${known.file} was made from them`,
          help: 'migrations are never rewritten: bring databases that have it up to date by hand, or start them anew',
          at: service.at,
        });
      }
    }
  }
}

function addProjections(context: MigrationContext, service: Service, migrations: Migration[]): void {
  const tables = tablesOf(migrations);
  const add = (projection: string, change: TableChange, suffix: string): void => {
    const what = `${fileName(projection)}${suffix === '' ? '' : `-${suffix}`}`;
    migrations.push({ file: migrationFile(migrations.length, what), projection, change });
  };
  const wanted = hasDatabase(context.architecture, service)
    ? Object.values(context.architecture.projections).filter(
        (projection) => projection.service === service.name,
      )
    : [];
  const owners = new Map<string, string>();
  for (const projection of wanted) {
    const table = usableTable(context, projection, owners);
    if (table === undefined) continue;
    const now = tables.get(projection.name);
    if (now === undefined) add(projection.name, { kind: 'create', table }, '');
    else change(context, projection, now, table, migrations.length, add);
  }
  const names = new Set(wanted.map(({ name }) => name));
  for (const [name, table] of tables) {
    if (names.has(name)) continue;
    if (context.dropUnused) add(name, { kind: 'drop', table: table.name }, 'drop');
    else context.report(unusedTable(service, name, table));
  }
}

function change(
  { architecture, dropUnused, report }: MigrationContext,
  projection: Projection,
  now: ProjectionTable,
  table: ProjectionTable,
  count: number,
  add: (projection: string, change: TableChange, suffix: string) => void,
): void {
  const { add: added, retype, unused, obstacle } = compareTables(now, table);
  const filled = canRebuild(architecture, projection) ? ({ rebuild: true } as const) : {};
  if (obstacle !== undefined) {
    const aside = `${now.name.slice(0, 57)}__${String(count + 1).padStart(4, '0')}`;
    add(projection.name, { kind: 'renew', table, aside, ...filled }, 'renew');
    report({
      code: 'projection-renewed',
      severity: 'warning',
      message: `projection ${projection.name} begins anew, empty: ${obstacle}`,
      help: `${filled.rebuild ? 'the service fills it from its store' : 'replay its events to fill it'}; the old rows stay in table ${aside}, which nothing reads`,
      at: projection.at,
    });
    return;
  }
  const drop = dropUnused ? unused : [];
  if (added.length + retype.length + drop.length > 0) {
    const suffix =
      added.length > 0 && retype.length + drop.length === 0
        ? `add-${added.map(({ name }) => fileName(name)).join('-')}`
        : 'change';
    const isNew = added.length + retype.length > 0;
    add(
      projection.name,
      { kind: 'alter', table: now.name, add: added, retype, drop, ...(isNew ? filled : {}) },
      suffix,
    );
  }
  if (unused.length > drop.length) report(unusedColumns(projection, unused));
}

/** Whether the service can read all events of a projection again: they are its own, or kept. */
function canRebuild(architecture: Architecture, { service, from, keep }: Projection): boolean {
  const own = storedEvents(architecture, service);
  return keep || from.every((event) => own.has(event));
}

/** Tables as all migrations so far leave them, by projection. */
function tablesOf(migrations: readonly Migration[]): Map<string, ProjectionTable> {
  const tables = new Map<string, ProjectionTable>();
  for (const migration of migrations) {
    if ('part' in migration) continue;
    const table = applyChange(tables.get(migration.projection), migration.change);
    if (table === undefined) tables.delete(migration.projection);
    else tables.set(migration.projection, table);
  }
  return tables;
}

/** The table of a projection, if its names can all be had. @param owners of the table names so far. */
function usableTable(
  { architecture, report }: MigrationContext,
  projection: Projection,
  owners: Map<string, string>,
): ProjectionTable | undefined {
  const table = projectionTable(architecture, projection);
  const owner = owners.get(table.name);
  owners.set(table.name, projection.name);
  if (owner !== undefined) {
    report({
      code: 'projection-table',
      severity: 'error',
      message: `projections ${owner} and ${projection.name} are both called ${table.name} in the database`,
      help: 'names of tables end after 63 letters: rename one of them',
      at: projection.at,
    });
    return undefined;
  }
  const doubled = doubledColumn(table);
  if (doubled === undefined) return table;
  report({
    code: 'projection-columns',
    severity: 'error',
    message: `projection ${projection.name} has two columns that are called ${doubled} in the database`,
    help: 'the key has columns of its own: rename the other one',
    at: projection.at,
  });
  return undefined;
}

function unusedTable(service: Service, name: string, table: ProjectionTable): Diagnostic {
  return {
    code: 'projection-left',
    severity: 'info',
    message: `projection ${name} is gone from the design; table ${table.name} of ${service.name} stays`,
    help: 'set `generate.postgres.dropUnused: true` for a migration that drops it',
    at: service.at,
  };
}

function unusedColumns(projection: Projection, columns: readonly string[]): Diagnostic {
  const plural = columns.length > 1;
  return {
    code: 'projection-left',
    severity: 'info',
    message: `column${plural ? 's' : ''} ${columns.join(', ')} of projection ${projection.name} stay${plural ? '' : 's'} in its table, unused`,
    help: 'set `generate.postgres.dropUnused: true` for a migration that drops what the design no longer has',
    at: projection.at,
  };
}
