import type { Architecture, ColumnType, Projection } from '../../model/architecture.ts';
import { snakeCase } from '../../model/names.ts';
import { needsTokens } from '../../model/query.ts';
import { resolveService } from '../../model/settings.ts';
import { fillTemplate } from '../../model/template.ts';
import { clientCalls, servedOperation } from './define-operations.ts';
import { publishedEvent } from './define-publications.ts';
import { deadLetters, takersOf, topicSubscriptions } from './define-subscriptions.ts';
import { call, type DefinitionContext, reader, record } from './definition-context.ts';
import { type Code, literal } from './print-code.ts';
import { keyColumnsOf } from './projection-columns.ts';
import type { ProjectionSource, SagaView, ServiceView } from './service-view.ts';
import type { Validators } from './validators.ts';

/** What a service is in one environment: the members of the runtime's `ServiceDefinition`, as code. */
export function defineService(
  architecture: Architecture,
  view: ServiceView,
  validators: Validators,
  environment: string,
): Code {
  const { service } = view;
  const settings = resolveService(architecture, service, environment).values;
  const context: DefinitionContext = { architecture, view, validators, environment };
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
    projections: view.projections.map(({ projection, sources }) =>
      definedProjection(architecture, projection, sources),
    ),
    ...(view.sagas.length > 0 && { sagas: view.sagas.map(definedSaga) }),
    inboxRetentionMs: settings.inboxRetention,
    historyMs: settings.history,
    outbox: literal(settings.outbox),
    needsTokens: needsTokens(environment),
  };
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

function definedProjection(
  architecture: Architecture,
  projection: Projection,
  sources: readonly ProjectionSource[],
): Code {
  return {
    name: projection.name,
    table: snakeCase(projection.name),
    keyColumns: keyColumnsOf(architecture, projection),
    columns: projection.columns.map(({ name, type }) => ({ name: snakeCase(name), type: columnType(type) })),
    events: record(
      sources.map(({ event }) => [
        event.name,
        call('keyValuesOf', ...(projection.keys[event.name] ?? projection.key)),
      ]),
    ),
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
