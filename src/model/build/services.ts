import { type Place, placeAt } from '../../diagnostics/diagnostic.ts';
import type {
  ById,
  Call,
  EventContract,
  HttpMethod,
  Operation,
  OperationParam,
  Publication,
  RetrySettings,
  Service,
  Subscription,
} from '../architecture.ts';
import { fillTemplate, placeholdersOf } from '../template.ts';
import type { Definition } from './merge.ts';
import type { Scope } from './scope.ts';
import { readServicePaths } from './service-paths.ts';
import { readDifferences } from './topics.ts';
import {
  byId,
  durationOf,
  entriesOf,
  type Json,
  layerOf,
  mapOf,
  numberOf,
  optional,
  passthroughOf,
  pathOf,
  textOf,
  textsOf,
} from './values.ts';

/** Reads every service as written. */
export function readServices(scope: Scope, events: ById<EventContract>, source: string): ById<Service> {
  return byId(
    [...scope.definitions.services].map(([name, definition]) => [
      name,
      readService(scope, name, definition, events, source),
    ]),
  );
}

function readService(
  scope: Scope,
  name: string,
  { value, at }: Definition,
  events: ById<EventContract>,
  source: string,
): Service {
  const domain = textOf(value.domain) ?? '';
  if (domain !== '') scope.names.domain(domain, placeAt(at, 'domain'));
  const owner = textOf(value.owner);
  if (owner !== undefined) scope.names.team(owner, placeAt(at, 'owner'));
  const inherited = textOf(scope.definitions.domains.get(domain)?.value.owner);
  return {
    name,
    domain,
    ...optional('owner', owner ?? inherited),
    ...optional('description', textOf(value.description)),
    external: value.external === true,
    ...optional('contract', textOf(value.contract)),
    ...optional('url', textOf(value.url)),
    ...optional('paths', readServicePaths(value.paths, placeAt(at, 'paths'), scope.report)),
    source: fillTemplate(source, { system: scope.system.name, service: name, domain }),
    publications: readPublications(scope, value, at, events),
    subscriptions: readSubscriptions(scope, value, at),
    operations: byId(
      entriesOf(value.serves).map(([operation, written]) => [
        operation,
        readOperation(scope, operation, mapOf(written), placeAt(at, 'serves', operation)),
      ]),
    ),
    calls: readCalls(scope, value, at),
    settings: layerOf(value, at),
    defaults: layerOf(value.defaults, placeAt(at, 'defaults')),
    in: byId(
      entriesOf(value.in).map(([environment, difference]) => {
        scope.names.environment(environment, { ...placeAt(at, 'in', environment), on: 'key' });
        const written = mapOf(difference);
        return [
          environment,
          {
            settings: layerOf(written, placeAt(at, 'in', environment)),
            defaults: layerOf(written.defaults, placeAt(at, 'in', environment, 'defaults')),
            ...optional('url', textOf(written.url)),
          },
        ];
      }),
    ),
    ...optional('asyncapi', passthroughOf(value)),
    at,
  };
}

function readPublications(scope: Scope, value: Json, at: Place, events: ById<EventContract>): Publication[] {
  const publications: Publication[] = [];
  const add = (name: string, place: Place, on: string | undefined): void => {
    if (scope.names.event(name, place) === undefined || events[name] === undefined) return;
    publications.push({ event: name, ...optional('on', on), origin: { kind: 'written' }, at: place });
  };
  for (const [index, name] of textsOf(value.publishes).entries()) {
    add(name, placeAt(at, 'publishes', index), undefined);
  }
  for (const [event, subscription] of entriesOf(value.subscribes)) {
    for (const [index, name] of textsOf(mapOf(subscription).publishes).entries()) {
      add(name, placeAt(at, 'subscribes', event, 'publishes', index), event);
    }
  }
  return publications;
}

function readSubscriptions(scope: Scope, value: Json, at: Place): Subscription[] {
  const subscriptions: Subscription[] = [];
  for (const [event, written] of entriesOf(value.subscribes)) {
    const place: Place = placeAt(at, 'subscribes', event);
    const key: Place = { ...place, on: 'key' };
    if (scope.names.event(event, key) === undefined) continue;
    const settings = mapOf(written);
    const versionPath = textOf(settings.versionPath);
    subscriptions.push({
      event,
      ...optional('description', textOf(settings.description)),
      ...optional('uses', Array.isArray(settings.uses) ? textsOf(settings.uses).map(pathOf) : undefined),
      ...optional('when', textOf(settings.when)),
      ...optional('versionPath', versionPath === undefined ? undefined : pathOf(versionPath)),
      origin: { kind: 'written' },
      settings: layerOf(settings, place),
      in: readDifferences(scope, settings.in, place),
      at: place,
    });
  }
  return subscriptions;
}

const methods: readonly HttpMethod[] = ['get', 'post', 'put', 'patch', 'delete'];

function readOperation(scope: Scope, name: string, value: Json, at: Place): Operation {
  const method = methods.find((candidate) => typeof value[candidate] === 'string') ?? 'get';
  const path = textOf(value[method]) ?? '/';
  const inPath = placeholdersOf(path);
  const params = mapOf(value.params);
  const read = (param: string, where: OperationParam['in']): OperationParam => ({
    name: param,
    in: where,
    schema: Object.hasOwn(params, param)
      ? scope.schemas.read(params[param], placeAt(at, 'params', param))
      : { kind: 'string' },
  });
  return {
    name,
    method,
    path,
    ...optional('description', textOf(value.description)),
    params: [
      ...inPath.map((param) => read(param, 'path')),
      ...Object.keys(params)
        .filter((param) => !inPath.includes(param))
        .map((param) => read(param, 'query')),
    ],
    ...optional('request', readOptionalSchema(scope, value.request, at, 'request')),
    ...optional('response', readOptionalSchema(scope, value.response, at, 'response')),
    at,
  };
}

function readOptionalSchema(scope: Scope, value: unknown, at: Place, key: string): Operation['request'] {
  return value === undefined ? undefined : scope.schemas.read(value, placeAt(at, key));
}

/** A call is answered while somebody waits: fewer tries and shorter waits than a delivery. */
const callRetry: RetrySettings = { attempts: 3, backoff: 'exponential', wait: 2000 };

function readCalls(scope: Scope, value: Json, at: Place): Call[] {
  const calls: Call[] = [];
  for (const [service, operations] of entriesOf(value.calls)) {
    const place: Place = placeAt(at, 'calls', service);
    if (scope.names.service(service, { ...place, on: 'key' }) === undefined) continue;
    for (const [operation, written] of entriesOf(operations)) {
      const call: Place = { file: at.file, path: [...place.path, operation] };
      if (scope.names.operation(service, operation, { ...call, on: 'key' }) === undefined) continue;
      calls.push(readCall(scope, service, operation, mapOf(written), call));
    }
  }
  return calls;
}

function readCall(scope: Scope, service: string, operation: string, value: Json, at: Place): Call {
  const serves = mapOf(mapOf(scope.definitions.services.get(service)?.value.serves)[operation]);
  const mayRepeat = serves.post === undefined && serves.patch === undefined;
  const retry = mapOf(value.retry);
  const backoff = retry.backoff === 'constant' ? 'constant' : 'exponential';
  const breaker = mapOf(value.circuitBreaker);
  return {
    service,
    operation,
    ...optional('description', textOf(value.description)),
    timeout: durationOf(value.timeout) ?? 2000,
    retry: {
      attempts: numberOf(retry.attempts) ?? (mayRepeat || value.retry !== undefined ? callRetry.attempts : 1),
      backoff,
      wait: durationOf(retry[backoff === 'constant' ? 'interval' : 'max']) ?? callRetry.wait,
    },
    circuitBreaker: {
      failures: numberOf(breaker.failures) ?? 5,
      open: durationOf(breaker.open) ?? 30_000,
    },
    ...(Object.hasOwn(value, 'fallback') ? { fallback: { value: value.fallback } } : {}),
    at,
  };
}
