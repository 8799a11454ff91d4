import type { Place } from '../../diagnostics/diagnostic.ts';
import type {
  Aggregate,
  ById,
  Choreography,
  Orchestration,
  Origin,
  Projection,
  Publication,
  Saga,
  Service,
  SettingsLayer,
  SettingValue,
  Subscription,
} from '../architecture.ts';
import { storedEvents } from '../query.ts';
import { byId, optional } from './values.ts';

interface Derived {
  readonly aggregates: ById<Aggregate>;
  readonly projections: ById<Projection>;
  readonly sagas: ById<Saga>;
}

/** Adds what follows from sagas and projections: nobody has to write it again. */
export function addDerivedUses(services: ById<Service>, derived: Derived): ById<Service> {
  const uses = collectUses();
  for (const projection of Object.values(derived.projections)) {
    addProjection(projection, derived.aggregates, uses);
  }
  for (const saga of Object.values(derived.sagas)) {
    if (saga.style === 'orchestration') addOrchestration(saga, uses);
    else addChoreography(saga, services, uses);
  }
  return byId(
    Object.values(services).map((service) => [
      service.name,
      {
        ...service,
        publications: mergeUses(service.publications, uses.publications.get(service.name) ?? []),
        subscriptions: [...service.subscriptions, ...onceEach(uses.subscriptions.get(service.name) ?? [])],
      },
    ]),
  );
}

/** What services take and publish because of something else, by their names. */
interface DerivedUses {
  readonly subscriptions: ReadonlyMap<string, readonly Subscription[]>;
  readonly publications: ReadonlyMap<string, readonly Publication[]>;
  subscribe(service: string, event: string, why: Cause): void;
  /** `on`: the event whose handler publishes it. */
  publish(service: string, event: string, why: Cause, on?: string): void;
}

interface Cause {
  readonly origin: Origin;
  readonly at: Place;
  /** A subscription begins with the oldest event that the broker has. */
  readonly fromStart?: true;
}

function collectUses(): DerivedUses {
  const subscriptions = new Map<string, Subscription[]>();
  const publications = new Map<string, Publication[]>();
  return {
    subscriptions,
    publications,
    subscribe(service, event, { origin, at, fromStart = false }) {
      const settings = { at, values: byId<SettingValue>(fromStart ? [['startAt', 'earliest']] : []) };
      push(subscriptions, service, { event, origin, settings, in: byId<SettingsLayer>([]), at });
    },
    publish(service, event, { origin, at }, on) {
      push(publications, service, { event, ...optional('on', on), origin, at });
    },
  };
}

/** A projection takes its events from the start, but those that its own service stores. */
function addProjection(
  { name, service, from, at }: Projection,
  aggregates: ById<Aggregate>,
  uses: DerivedUses,
): void {
  const own = storedEvents({ aggregates }, service);
  for (const event of from) {
    if (!own.has(event)) {
      uses.subscribe(service, event, { origin: { kind: 'projection', name }, at, fromStart: true });
    }
  }
}

/** The coordinator sends every command, and takes what answers it. */
function addOrchestration(saga: Orchestration, uses: DerivedUses): void {
  const { coordinator } = saga;
  const why: Cause = { origin: { kind: 'saga', name: saga.name }, at: saga.at };
  uses.subscribe(coordinator, saga.starts, why);
  for (const { name, command, compensation, succeeds, fails, at } of saga.steps) {
    const own: Cause = { origin: { kind: 'saga', name: saga.name, step: name }, at };
    uses.publish(coordinator, command, own);
    if (compensation !== undefined) {
      uses.publish(coordinator, compensation.command, own);
      uses.subscribe(coordinator, compensation.done, own);
    }
    uses.subscribe(coordinator, succeeds, own);
    if (fails !== undefined) uses.subscribe(coordinator, fails, own);
  }
  uses.publish(coordinator, saga.completes, why);
  uses.publish(coordinator, saga.aborts, why);
}

/** Each service takes the event of the step before; the one that starts the saga hears its failures and ends it. */
function addChoreography(saga: Choreography, services: ById<Service>, uses: DerivedUses): void {
  const why: Cause = { origin: { kind: 'saga', name: saga.name }, at: saga.at };
  // One service publishes it, says a rule; where there are more, the order of the design makes no difference.
  const [starter] = Object.values(services)
    .filter((service) => service.publications.some((publication) => publication.event === saga.starts))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  let before = saga.starts;
  for (const { name, service, succeeds, fails, compensated, at } of saga.steps) {
    const own: Cause = { origin: { kind: 'saga', name: saga.name, step: name }, at };
    uses.subscribe(service, before, own);
    uses.publish(service, succeeds, own, before);
    if (fails !== undefined) {
      uses.publish(service, fails, own, before);
      if (starter !== undefined) uses.subscribe(starter.name, fails, own);
    }
    if (compensated !== undefined) {
      uses.subscribe(service, saga.aborts, own);
      uses.publish(service, compensated, own, saga.aborts);
    }
    before = succeeds;
  }
  if (starter === undefined) return;
  uses.subscribe(starter.name, before, why);
  uses.publish(starter.name, saga.completes, why);
  uses.publish(starter.name, saga.aborts, why);
}

/** A publication that somebody wrote is not listed a second time because a saga needs it as well. */
function mergeUses(written: readonly Publication[], derived: readonly Publication[]): Publication[] {
  const known = new Set(written.map((publication) => publication.event));
  const added: Publication[] = [];
  for (const publication of derived) {
    if (known.has(publication.event)) continue;
    known.add(publication.event);
    added.push(publication);
  }
  return [...written, ...added];
}

/** A saga that awaits one event in two roles takes it once. */
function onceEach(subscriptions: readonly Subscription[]): Subscription[] {
  const seen = new Set<string>();
  return subscriptions.filter(({ event, origin }) => {
    const key = `${event}\0${origin.kind}\0${origin.kind === 'written' ? '' : origin.name}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

function push<T>(map: Map<string, T[]>, key: string, value: T): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}
