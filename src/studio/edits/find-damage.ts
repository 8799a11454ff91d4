import { sectionNames } from '../../diagnostics/design-sections.ts';
import type { Architecture } from '../../model/architecture.ts';
import { eventsOfSaga } from '../../model/query.ts';
import type { StudioOperation } from './operation.ts';

/**
 * What of a design changed that an operation does not mean, in words; undefined: nothing. Things that the operation
 * speaks of may differ, and those that speak of them; all others have to be what they were, but for their places.
 */
export function findDamage(
  operation: StudioOperation,
  before: Architecture,
  after: Architecture,
): string | undefined {
  if (after.unresolved.length > before.unresolved.length) {
    const known = new Set(before.unresolved.map(({ name }) => name));
    const lost = after.unresolved.find(({ name }) => !known.has(name));
    return `${lost?.kind ?? 'something'} ${lost?.name ?? ''} would lead nowhere`;
  }
  const touched = touchedBy(operation, before);
  for (const collection of sectionNames) {
    const [old, fresh] = [before[collection], after[collection]];
    for (const name of new Set([...Object.keys(old), ...Object.keys(fresh)])) {
      const id = `${collection} ${name}`;
      if (touched.has(id) || touched.has(`${collection} *`)) continue;
      // Types that nothing refers to any more are in no model.
      if (collection === 'schemas' && fresh[name] === undefined && operation.kind.startsWith('delete'))
        continue;
      if (!isAlike(old[name], fresh[name])) return `${id} would change as well`;
    }
  }
  for (const part of ['system', 'defaults', 'topicPer', 'envelopes', 'lint', 'generate', 'docs'] as const)
    if (!isAlike(before[part], after[part])) return `${part} would change as well`;
  return missing(operation, after);
}

/** What has to be there afterwards, or to be gone. */
function missing(
  operation: StudioOperation,
  { domains, services, events, projections, sagas }: Architecture,
): string | undefined {
  const expect = (holds: boolean, what: string): string | undefined =>
    holds ? undefined : `${what} would not be so`;
  switch (operation.kind) {
    case 'add-domain':
      return expect(domains[operation.name] !== undefined, `domain ${operation.name}`);
    case 'add-service':
      return expect(services[operation.name]?.domain === operation.domain, `service ${operation.name}`);
    case 'add-event':
      return expect(events[operation.name]?.kind === operation.as, `event ${operation.name}`);
    case 'rename-event':
      return expect(
        events[operation.from] === undefined && events[operation.to] !== undefined,
        `event ${operation.to}`,
      );
    case 'rename-service':
      return expect(
        services[operation.from] === undefined && services[operation.to] !== undefined,
        `service ${operation.to}`,
      );
    case 'add-subscription':
    case 'remove-subscription':
      return expect(
        (operation.kind === 'add-subscription') ===
          (services[operation.service]?.subscriptions ?? []).some(
            ({ event, origin }) => event === operation.event && origin.kind === 'written',
          ),
        `the subscription of ${operation.service}`,
      );
    case 'add-publication':
    case 'remove-publication':
      return expect(
        (operation.kind === 'add-publication') ===
          (services[operation.service]?.publications ?? []).some(
            ({ event, origin }) => event === operation.event && origin.kind === 'written',
          ),
        `the publication of ${operation.service}`,
      );
    case 'delete-event':
      return expect(events[operation.name] === undefined, `the end of ${operation.name}`);
    case 'delete-service':
      return expect(services[operation.name] === undefined, `the end of ${operation.name}`);
    case 'move-service':
      return expect(services[operation.name]?.domain === operation.domain, `the domain of ${operation.name}`);
    case 'version-event':
      return expect(
        Object.keys(events).some(
          (name) => name !== operation.name && name.startsWith(`${operation.name.replace(/\.v\d+$/, '')}.v`),
        ),
        `a new version of ${operation.name}`,
      );
    case 'change-subscription':
      return expect(
        (services[operation.service]?.subscriptions ?? []).some(({ event }) => event === operation.to),
        `the subscription of ${operation.service}`,
      );
    case 'add-projection':
      return expect(projections[operation.name] !== undefined, `projection ${operation.name}`);
    case 'rename-projection':
      return expect(
        projections[operation.from] === undefined && projections[operation.to] !== undefined,
        `projection ${operation.to}`,
      );
    case 'delete-projection':
      return expect(projections[operation.name] === undefined, `the end of ${operation.name}`);
    case 'add-saga-step':
    case 'rename-saga-step':
    case 'delete-saga-step': {
      const wanted = operation.kind === 'rename-saga-step' ? operation.to : operation.name;
      const isThere = sagas[operation.saga]?.steps.some(({ name }) => name === wanted) ?? false;
      return expect(isThere === (operation.kind !== 'delete-saga-step'), `step ${wanted}`);
    }
  }
}

/** `<collection> <name>` of what an operation may change. */
function touchedBy(operation: StudioOperation, before: Architecture): ReadonlySet<string> {
  switch (operation.kind) {
    case 'add-domain':
      return new Set([`domains ${operation.name}`]);
    case 'add-service':
      return new Set([`services ${operation.name}`]);
    case 'add-subscription':
    case 'remove-subscription':
    case 'add-publication':
    case 'remove-publication':
      return new Set([
        `services ${operation.service}`,
        ...aroundEvent(before, operation.event),
        // Compatibility follows from who uses an event, where nobody wrote it down.
        `events ${operation.event}`,
      ]);
    case 'add-event':
      return new Set([
        `events ${operation.name}`,
        ...(operation.publisher === undefined ? [] : [`services ${operation.publisher}`]),
        'topics *',
      ]);
    case 'rename-event':
      return new Set([
        `events ${operation.from}`,
        `events ${operation.to}`,
        'topics *',
        ...usersOf(before, operation.from),
      ]);
    case 'delete-event':
      return new Set([
        `events ${operation.name}`,
        'topics *',
        ...usersOf(before, operation.name),
        ...follows(before, operation.name),
      ]);
    case 'version-event':
      return new Set([
        `events ${operation.name}`,
        `events ${operation.name.replace(/\.v\d+$/, '')}.v${(before.events[operation.name]?.major ?? 1) + 1}`,
        'topics *',
        ...usersOf(before, operation.name),
      ]);
    case 'change-subscription':
      return new Set([
        `services ${operation.service}`,
        ...[operation.from, operation.to].flatMap((event) => [
          `events ${event}`,
          ...aroundEvent(before, event),
        ]),
        ...follows(before, operation.from),
      ]);
    case 'add-projection':
      return new Set([
        `projections ${operation.name}`,
        `services ${operation.service}`,
        `events ${operation.event}`,
        ...aroundEvent(before, operation.event),
      ]);
    case 'rename-projection':
      return new Set([
        `projections ${operation.from}`,
        `projections ${operation.to}`,
        ...aroundProjection(before, operation.from),
        'topics *',
      ]);
    case 'delete-projection':
      return new Set([
        `projections ${operation.name}`,
        ...aroundProjection(before, operation.name),
        'topics *',
      ]);
    case 'add-saga-step':
    case 'rename-saga-step':
    case 'delete-saga-step':
      return new Set([`sagas ${operation.saga}`, ...aroundStep(before, operation)]);
    case 'rename-service':
    case 'delete-service':
    case 'move-service': {
      const name = operation.kind === 'rename-service' ? operation.from : operation.name;
      const service = before.services[name];
      const used = [...(service?.publications ?? []), ...(service?.subscriptions ?? [])].map(
        ({ event }) => event,
      );
      return new Set([
        `services ${name}`,
        ...(operation.kind === 'rename-service' ? [`services ${operation.to}`] : []),
        ...Object.values(before.services).flatMap((other) =>
          other.calls.some((call) => call.service === name) ? [`services ${other.name}`] : [],
        ),
        ...Object.values(before.projections).flatMap((one) =>
          one.service === name ? [`projections ${one.name}`] : [],
        ),
        ...Object.values(before.aggregates).flatMap((one) =>
          one.service === name ? [`aggregates ${one.name}`] : [],
        ),
        ...Object.keys(before.sagas).map((saga) => `sagas ${saga}`),
        ...used.map((event) => `events ${event}`),
      ]);
    }
  }
}

/** What a read model is made from, and who keeps it. */
function aroundProjection(before: Architecture, name: string): string[] {
  const { service, from = [] } = before.projections[name] ?? {};
  return [
    ...(service === undefined ? [] : [`services ${service}`]),
    ...from.map((event) => `events ${event}`),
  ];
}

/** Everything that takes part in a step: what it publishes and takes follows from it. */
function aroundStep(before: Architecture, operation: SagaOperation): string[] {
  const saga = before.sagas[operation.saga];
  const old = saga?.steps.find(
    ({ name }) => name === ('from' in operation ? operation.from : operation.name),
  );
  const told: readonly object[] = [
    operation,
    ...(old === undefined ? [] : [old, 'compensation' in old ? (old.compensation ?? {}) : {}]),
  ];
  const names = told.flatMap((one) => Object.values(one).filter((value) => typeof value === 'string'));
  const named = names.filter((name) => before.events[name] !== undefined);
  return [
    ...(saga?.style === 'orchestration' ? [`services ${saga.coordinator}`] : []),
    // Who starts a choreography watches over every step of it.
    ...(saga === undefined ? [] : eventsOfSaga(saga).flatMap((name) => usersOf(before, name))),
    ...names.map((name) => `services ${name}`),
    ...named.flatMap((name) => [`events ${name}`, ...usersOf(before, name)]),
    'topics *',
  ];
}

type SagaOperation = Extract<StudioOperation, { readonly saga: string }>;

/** What names an event. */
function usersOf(before: Architecture, name: string): string[] {
  return [
    ...Object.values(before.services).flatMap((service) =>
      [...service.publications, ...service.subscriptions].some(
        ({ event, ...rest }) => event === name || ('on' in rest && rest.on === name),
      )
        ? [`services ${service.name}`]
        : [],
    ),
    ...Object.values(before.aggregates).flatMap((one) =>
      one.events.includes(name) ? [`aggregates ${one.name}`] : [],
    ),
    ...Object.values(before.projections).flatMap((one) =>
      one.from.includes(name) ? [`projections ${one.name}`] : [],
    ),
    ...Object.values(before.sagas).flatMap((one) =>
      eventsOfSaga(one).includes(name) ? [`sagas ${one.name}`] : [],
    ),
    ...Object.values(before.events).flatMap((one) =>
      one.deprecated?.replacedBy === name ? [`events ${one.name}`] : [],
    ),
  ];
}

/** What a handler of an event publishes: it goes with it. */
function follows(before: Architecture, name: string): string[] {
  return Object.values(before.services).flatMap((service) =>
    service.publications.flatMap(({ on, event }) => (on === name ? [`events ${event}`] : [])),
  );
}

/** An event's topic, which is there as long as something uses it. */
function aroundEvent(before: Architecture, event: string): string[] {
  const topic = before.events[event]?.topic;
  return topic === undefined ? [] : [`topics ${topic}`];
}

/**
 * Whether two values of a model say the same, wherever that stands. What is one object in both, as the values of a text
 * that did not change, is not looked into.
 */
function isAlike(one: unknown, other: unknown): boolean {
  if (Object.is(one, other)) return true;
  if (!isHolder(one) || !isHolder(other) || Array.isArray(one) !== Array.isArray(other)) return false;
  let said = 0;
  for (const key of Object.keys(one)) {
    if (!says(one, key)) continue;
    if (!says(other, key) || !isAlike(one[key], other[key])) return false;
    said++;
  }
  return said === Object.keys(other).filter((key) => says(other, key)).length;
}

type Holder = { readonly [key: string]: unknown };

function isHolder(value: unknown): value is Holder {
  return typeof value === 'object' && value !== null;
}

/** Whether a key of a value is there, and tells more than where something stands. */
function says(value: Holder, key: string): boolean {
  return (
    Object.hasOwn(value, key) && value[key] !== undefined && !(placeKeys.has(key) && isPlace(value[key]))
  );
}

const placeKeys: ReadonlySet<string> = new Set(['at', 'dataAt']);

/** A place, and no property of somebody's data that happens to be called so. */
function isPlace(value: unknown): boolean {
  return isHolder(value) && 'file' in value && 'path' in value;
}
