import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { Service } from '../../model/architecture.ts';
import { serviceFolders } from '../../model/service-folders.ts';
import { defineGenerator, type Plan, type PlanInput, type PlannedFile } from '../generator.ts';
import { type Migration, printMigration } from './migration.ts';
import { readMigrations } from './migration-record.ts';
import { planMigrations } from './plan-migrations.ts';

/** Migrations of each service with a database: `services/<service>/migrations/eda/NNNN-<what>.sql`. */
export const postgresGenerator = defineGenerator({
  id: 'postgres',
  title: 'Numbered migrations: outbox, inbox, dead letters and projections of each service',
  options: {
    type: 'object',
    additionalProperties: false,
    properties: {
      dropUnused: {
        description:
          'Make migrations that drop tables and columns which the design no longer has. Default: false.',
        type: 'boolean',
        default: false,
      },
    },
  },
  plan: planFiles,
});

function planFiles({ architecture, options, record, assets, services }: PlanInput): Plan {
  const diagnostics: Diagnostic[] = [];
  const report = (diagnostic: Diagnostic): void => void diagnostics.push(diagnostic);
  const context = { architecture, assets, dropUnused: options.dropUnused === true, report };
  const files: PlannedFile[] = [];
  // Services that left the design keep their entry: they may come back, and their databases are still there.
  const next: { [service: string]: unknown } = Object.assign(Object.create(null), record);
  for (const service of Object.values(architecture.services)) {
    if (services?.has(service.name) === false) continue;
    const recorded = readMigrations(Object.hasOwn(record, service.name) ? record[service.name] : undefined);
    if (recorded === undefined) {
      report({
        code: 'migration-record',
        severity: 'error',
        message: `what eda.lock records about the migrations of ${service.name} is damaged`,
        help: 'restore eda.lock from version control; without it migrations would be numbered anew',
        at: service.at,
      });
      continue;
    }
    const migrations = planMigrations(context, service, recorded);
    if (migrations.length > 0) next[service.name] = migrations;
    files.push(...migrations.map((migration) => plannedFile(service, migration, assets)));
  }
  return { files, diagnostics, record: next };
}

function plannedFile(service: Service, migration: Migration, assets: PlanInput['assets']): PlannedFile {
  return {
    // The folder of migrations is the same in every language.
    path: `${serviceFolders(service, 'none').migrations}/eda/${migration.file}`,
    owner: 'append',
    content: () => printMigration(service.name, migration, assets),
    inputs: [service.name, migration, 'part' in migration ? assets.version : ''],
  };
}
