import { type Place, placeAt } from '../diagnostics/diagnostic.ts';
import type { Architecture, Service } from '../model/architecture.ts';
import { resolveService } from '../model/settings.ts';
import { defineRule } from './rule.ts';

export const databaseMissing = defineRule({
  id: 'database-missing',
  title: 'What needs a database has one',
  topic: 'delivery',
  severity: { minimal: 'error', recommended: 'error', strict: 'error' },
  visit: {
    service(service, { architecture, report }) {
      if (service.external || hasDatabase(architecture, service)) return;
      for (const { what, at } of needsOf(architecture, service)) {
        report({
          message: `${what} needs a database, and ${service.name} has \`database: none\``,
          help: `take \`database: none\` away, or ${what.startsWith('an') || what.startsWith('the') ? 'do without it' : 'move it to a service with a database'}`,
          at,
        });
      }
    },
  },
});

function hasDatabase(architecture: Architecture, service: Service): boolean {
  return Object.keys(architecture.environments).every(
    (environment) => resolveService(architecture, service, environment).values.database === 'postgres',
  );
}

function needsOf(architecture: Architecture, service: Service): { what: string; at: Place }[] {
  const needs: { what: string; at: Place }[] = [];
  for (const { name, service: owner, at } of Object.values(architecture.aggregates)) {
    if (owner === service.name) needs.push({ what: `aggregate ${name}`, at: placeAt(at, 'service') });
  }
  for (const { name, service: owner, at } of Object.values(architecture.projections)) {
    if (owner === service.name) needs.push({ what: `projection ${name}`, at: placeAt(at, 'service') });
  }
  for (const saga of Object.values(architecture.sagas)) {
    if (saga.style === 'orchestration' && saga.coordinator === service.name) {
      needs.push({ what: `saga ${saga.name}`, at: placeAt(saga.at, 'coordinator') });
    }
  }
  const { values } = service.settings;
  if (values.outbox !== undefined) needs.push({ what: 'an outbox', at: placeAt(service.at, 'outbox') });
  if (values.history !== undefined) needs.push({ what: 'the history', at: placeAt(service.at, 'history') });
  for (const { event, settings, at } of service.subscriptions) {
    if (settings.values.idempotent === true) {
      needs.push({ what: `an inbox (\`idempotent\` for ${event})`, at: placeAt(at, 'idempotent') });
    }
  }
  return needs;
}
