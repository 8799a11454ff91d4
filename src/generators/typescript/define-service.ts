import { placementsOf } from '../../delivery/placements.ts';
import { publishProbes } from '../../delivery/publish-probe.ts';
import type { Architecture, ColumnType, Projection, Service } from '../../model/architecture.ts';
import { snakeCase } from '../../model/names.ts';
import { needsTokens } from '../../model/query.ts';
import { resolveService } from '../../model/settings.ts';
import { fillTemplate } from '../../model/template.ts';
import { hasLoginPerService, publishingComponent } from '../dapr/component-name.ts';
import { clientCalls, servedOperation } from './define-operations.ts';
import { publishedEvent } from './define-publications.ts';
import { deadLetters, takersOf, topicSubscriptions } from './define-subscriptions.ts';
import {
  call,
  type DefinedParts,
  type DefinitionContext,
  reader,
  record,
  upcastersOf,
} from './definition-context.ts';
import { type Code, literal } from './print-code.ts';
import { keyColumnsOf } from './projection-columns.ts';
import {
  type AggregateView,
  ownMigrations,
  type ProjectionView,
  type SagaView,
  type ServiceView,
} from './service-view.ts';
import type { Validators } from './validators.ts';

/** What a service is, by environment: the members of the runtime's `ServiceDefinition`, as code. */
export function defineService(
  architecture: Architecture,
  view: ServiceView,
  validators: Validators,
  environments: readonly string[],
): ReadonlyMap<string, Code> {
  const parts: DefinedParts = new Map();
  return new Map(
    environments.map((environment) => [
      environment,
      defineIn({ architecture, view, validators, environment, parts }),
    ]),
  );
}

function defineIn(context: DefinitionContext): Code {
  const { architecture, view, environment } = context;
  const { service } = view;
  const settings = resolveService(architecture, service, environment).values;
  const takers = takersOf(context);
  return {
    name: service.name,
    system: architecture.system.name,
    source: sourceOf(architecture, view, environment),
    database: settings.database === 'postgres',
    publishes: record(view.published.map((event) => [event.name, publishedEvent(context, event)])),
    subscriptions: topicSubscriptions(context, takers),
    deadLetters: deadLetters(context, takers),
    operations: view.operations.map((operation) => servedOperation(context, operation)),
    calls: clientCalls(context),
    projections: view.projections.map((projection) => definedProjection(architecture, projection)),
    ...(view.aggregates.length > 0 && {
      aggregates: view.aggregates.map((aggregate) => definedAggregate(context, aggregate)),
    }),
    ...(view.sagas.length > 0 && { sagas: view.sagas.map(definedSaga) }),
    inboxRetentionMs: settings.inboxRetention,
    historyMs: settings.history,
    migrations: ownMigrations(view),
    outbox: literal(settings.outbox),
    components: definedComponents(context),
    probes: definedProbes(architecture, service, environment),
    needsTokens: needsTokens(environment),
  };
}

/** Components that the service publishes through, where each service has its own. */
function definedComponents({ architecture, view, environment }: DefinitionContext): Code {
  const placed = placementsOf(architecture).get(environment);
  const own = new Map<string, string>();
  for (const { topic } of view.published) {
    const broker = placed?.get(topic)?.broker;
    if (broker !== undefined && hasLoginPerService(broker))
      own.set(broker.name, publishingComponent(broker, view.service.name));
  }
  return own.size === 0 ? undefined : record([...own]);
}

/** What the relay asks with behind what it publishes, by broker. */
function definedProbes(architecture: Architecture, service: Service, name: string): Code {
  const environment = architecture.environments[name];
  const probes = environment === undefined ? [] : [...publishProbes(architecture, service, environment)];
  if (probes.length === 0) return undefined;
  return record(
    probes.map(([broker, { topic, reconnectWaitSeconds }]) => [
      broker,
      { topic, withinMs: reconnectWaitSeconds * 1000 },
    ]),
  );
}

/** CloudEvents `source`. */
function sourceOf({ defaults, system }: Architecture, { service }: ServiceView, environment: string): string {
  return fillTemplate(String(defaults.values.source ?? '/{system}/{service}'), {
    system: system.name,
    service: service.name,
    domain: service.domain,
    environment,
  });
}

function definedProjection(architecture: Architecture, { projection, events, stored }: ProjectionView): Code {
  return {
    name: projection.name,
    table: snakeCase(projection.name),
    keyColumns: keyColumnsOf(architecture, projection),
    columns: projection.columns.map(({ name, type }) => ({ name: snakeCase(name), type: columnType(type) })),
    events: record(
      events.map((event) => [
        event.name,
        call('keyValuesOf', ...(projection.keys[event.name] ?? projection.key)),
      ]),
    ),
    ...(stored.length > 0 && { stored: stored.map(({ name }) => name) }),
    ...(projection.consistency === 'immediate' && { immediate: true }),
    ...(projection.keep && { keep: true }),
  };
}

function definedAggregate({ validators }: DefinitionContext, { aggregate, events }: AggregateView): Code {
  return {
    name: aggregate.name,
    events: events.map(({ event, published }) => ({
      name: event.name,
      type: event.type,
      version: event.version,
      key: reader('textAt', aggregate.key),
      validate: validators.ofEvent(event),
      upcasters: event.previous.length === 0 ? [] : upcastersOf(event.name),
      published,
    })),
    snapshotEvery: aggregate.snapshotEvery,
  };
}

function definedSaga({ saga, versions, taken }: SagaView): Code {
  const keyed = new Set([saga.starts, ...taken.map(({ event }) => event.name)]);
  const newest = versions.at(-1);
  return {
    name: saga.name,
    style: literal(saga.style),
    starts: saga.starts,
    completes: saga.completes,
    aborts: saga.aborts,
    keys: record([...keyed].map((event) => [event, reader('textAt', saga.keys[event] ?? saga.key)])),
    versions: versions.map((version) => ({
      version: version.version,
      steps: version.steps.map(({ name, command, succeeds, fails, compensation, timeoutMs }) => ({
        name,
        command,
        succeeds,
        fails,
        compensation: compensation && { command: compensation.command, done: compensation.done },
        timeoutMs,
      })),
      timeoutMs: saga.style === 'choreography' && version === newest ? saga.timeout : undefined,
    })),
  };
}

function columnType(type: Projection['columns'][number]['type']): ColumnType {
  return typeof type === 'string' ? type : 'json';
}
