import { createHash } from 'node:crypto';
import type { Architecture, Service } from '../../model/architecture.ts';
import { runsSaga } from '../../model/saga-parts.ts';
import { resolveService } from '../../model/settings.ts';
import type { Assets } from '../generator.ts';

/** A set of runtime tables. Its DDL is `<part>.sql`; what a later eda adds to it is `<part>.2.sql` and so on. */
export type RuntimePart =
  | 'schema'
  | 'outbox'
  | 'outbox-history'
  | 'inbox'
  | 'dead-letter'
  | 'saga'
  | 'event-store';

/** What each set holds, for the head of its migration; in the order of their making. */
const purposes: { readonly [part in RuntimePart]: string } = {
  schema: 'the schema of the runtime tables',
  outbox: 'events that wait for the broker',
  'outbox-history': 'sent events, kept for replay',
  inbox: 'events that were handled, and the keys that wait',
  'dead-letter': 'events that could not be handled',
  saga: 'runs of sagas',
  'event-store': 'stored events, snapshots, and how far projections are',
};

/**
 * Runtime tables of a service: with a database all of them, since the runtime's metrics, upkeep and admin routes read
 * them whatever the service does today; history where an environment keeps it, sagas where the service runs some, the event
 * store where it has an aggregate or a projection that keeps its events. None without a database or code.
 */
export function runtimePartsOf(architecture: Architecture, service: Service): RuntimePart[] {
  if (!hasDatabase(architecture, service)) return [];
  const keepsHistory = Object.keys(architecture.environments).some(
    (environment) => resolveService(architecture, service, environment).values.history !== undefined,
  );
  const runsSagas = Object.values(architecture.sagas).some((saga) => runsSaga(service, saga));
  const isNeeded: { readonly [part in RuntimePart]?: boolean } = {
    'outbox-history': keepsHistory,
    saga: runsSagas,
    'event-store': storesEvents(architecture, service),
  };
  return runtimeParts.filter((part) => isNeeded[part] ?? true);
}

/** Whether a service has an aggregate, or a projection that keeps the events it receives. */
function storesEvents({ aggregates, projections }: Architecture, { name }: Service): boolean {
  return (
    Object.values(aggregates).some(({ service }) => service === name) ||
    Object.values(projections).some(({ service, keep }) => service === name && keep)
  );
}

/** Whether a service has a database of its own and code that uses it. */
export function hasDatabase(architecture: Architecture, service: Service): boolean {
  if (service.external) return false;
  return Object.keys(architecture.environments).some((environment) => {
    const { database, language } = resolveService(architecture, service, environment).values;
    return database === 'postgres' && language !== 'none';
  });
}

export const runtimeParts = Object.keys(purposes) as RuntimePart[];

export function purposeOf(part: RuntimePart): string {
  return purposes[part];
}

/** Path of a part's DDL below the package. */
export function runtimeDdlPath(part: RuntimePart, version: number): string {
  return `${folder}/${part}${version === 1 ? '' : `.${version}`}.sql`;
}

/** Versions of a part's DDL that this eda has, ascending: 1 and the steps that follow it. */
export function runtimeVersions(assets: Assets, part: RuntimePart): number[] {
  return assets
    .list(folder)
    .flatMap((name) => {
      const match = /^([a-z-]+)(?:\.(\d+))?\.sql$/.exec(name);
      return match?.[1] === part ? [Number(match[2] ?? 1)] : [];
    })
    .sort((a, b) => a - b);
}

/** Tells whether a DDL text changed after a migration was made from it. */
export function ddlHash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}

const folder = 'src/runtime/sql';
