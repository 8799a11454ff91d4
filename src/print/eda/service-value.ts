import type {
  Architecture,
  Call,
  Operation,
  Service,
  ServiceDifference,
  Subscription,
} from '../../model/architecture.ts';
import { durationText } from '../../model/duration-text.ts';
import { type LanguageMap, mapEach, mapOfDefined, unlessEmpty } from './language-value.ts';
import { printPath } from './path-text.ts';
import type { SchemaToValue } from './schema-value.ts';
import { differenceValues, retryValue, settingEntries, settingValues } from './setting-values.ts';

/** The service as it stands under `services`, without what follows from sagas and projections. */
export function serviceValue(
  architecture: Architecture,
  service: Service,
  toValue: SchemaToValue,
): LanguageMap {
  const subscriptions = service.subscriptions.filter(({ origin }) => origin.kind === 'written');
  return mapOfDefined([
    ...serviceOwnEntries(architecture, service, toValue),
    ['publishes', unlessEmpty(publishedFrom(service, undefined))],
    [
      'subscribes',
      mapEach(Object.fromEntries(subscriptions.map((each) => [each.event, each])), (each) =>
        subscriptionValue(service, each),
      ),
    ],
    ['x-asyncapi', service.asyncapi],
  ]);
}

/** All of a service but what it publishes and takes. */
export function serviceOwnEntries(
  architecture: Architecture,
  service: Service,
  toValue: SchemaToValue,
): [string, unknown][] {
  const inherited = architecture.domains[service.domain]?.owner;
  return [
    ['domain', service.domain],
    ['owner', service.owner === inherited ? undefined : service.owner],
    ['description', service.description],
    ['external', service.external ? true : undefined],
    ['contract', service.contract],
    ['url', service.url],
    ['paths', service.paths],
    ...settingEntries(service.settings),
    ['defaults', unlessEmpty(settingValues(service.defaults))],
    ['in', mapEach(service.in, differenceValue)],
    ['serves', mapEach(service.operations, (operation) => operationValue(operation, toValue))],
    ['calls', callsValue(architecture, service)],
  ];
}

function differenceValue({ settings, defaults, url }: ServiceDifference): LanguageMap {
  return mapOfDefined([
    ['url', url],
    ...settingEntries(settings),
    ['defaults', unlessEmpty(settingValues(defaults))],
  ]);
}

/** A subscription as it stands under `subscribes`. */
export function subscriptionValue(service: Service, subscription: Subscription): LanguageMap {
  return mapOfDefined([
    ['description', subscription.description],
    ['publishes', unlessEmpty(publishedFrom(service, subscription.event))],
    ['uses', subscription.uses?.map(printPath)],
    ['when', subscription.when],
    ['versionPath', subscription.versionPath && printPath(subscription.versionPath)],
    ...settingEntries(subscription.settings),
    ['in', differenceValues(subscription.in)],
  ]);
}

/** Events that somebody wrote that a handler publishes, or the service of its own accord. */
function publishedFrom(service: Service, on: string | undefined): readonly string[] {
  return service.publications
    .filter((publication) => publication.origin.kind === 'written' && publication.on === on)
    .map(({ event }) => event);
}

function operationValue(operation: Operation, toValue: SchemaToValue): LanguageMap {
  const { method, path, params, request, response } = operation;
  const written = params.filter(
    (param) => param.in === 'query' || Object.keys(param.schema).length > 1 || param.schema.kind !== 'string',
  );
  return mapOfDefined([
    ['description', operation.description],
    [method, path],
    ['params', unlessEmpty(Object.fromEntries(written.map(({ name, schema }) => [name, toValue(schema)])))],
    ['request', request && toValue(request)],
    ['response', response && toValue(response)],
  ]);
}

function callsValue(architecture: Architecture, service: Service): LanguageMap | undefined {
  const byService = new Map<string, [string, LanguageMap][]>();
  for (const call of service.calls) {
    const operations = byService.get(call.service) ?? [];
    operations.push([call.operation, callValue(architecture, call)]);
    byService.set(call.service, operations);
  }
  return unlessEmpty(
    Object.fromEntries([...byService].map(([name, operations]) => [name, Object.fromEntries(operations)])),
  );
}

/** Defaults of calls are those of `model/build/services.ts`: what holds anyway is not written. */
function callValue(architecture: Architecture, call: Call): LanguageMap {
  const method = architecture.services[call.service]?.operations[call.operation]?.method;
  const usualAttempts = method === 'post' || method === 'patch' ? 1 : 3;
  const { retry, circuitBreaker } = call;
  const isUsual = retry.attempts === usualAttempts && retry.backoff === 'exponential' && retry.wait === 2000;
  const breaker = mapOfDefined([
    ['failures', circuitBreaker.failures === 5 ? undefined : circuitBreaker.failures],
    ['open', circuitBreaker.open === 30_000 ? undefined : durationText(circuitBreaker.open)],
  ]);
  return mapOfDefined([
    ['description', call.description],
    ['timeout', call.timeout === 2000 ? undefined : durationText(call.timeout)],
    ['retry', isUsual ? undefined : retryValue(retry)],
    ['circuitBreaker', unlessEmpty(breaker)],
    ...(call.fallback === undefined ? [] : [['fallback', call.fallback.value] as [string, unknown]]),
  ]);
}
