import type { Architecture, DataPath, Projection } from '../model/architecture.ts';
import { snakeCase } from '../model/names.ts';
import { type ArchitectureIndex, eventsOf, storedEvents } from '../model/query.ts';
import { resolveSubscription } from '../model/settings.ts';
import { type Flow, findSource, keepsOutbox, type LeftOut, whyLeftOut } from './flow.ts';
import { exampleFor, valueAt } from './payloads.ts';

/** A projection whose table can be held against all events that it took. */
export interface ProjectionCheck {
  readonly projection: string;
  readonly service: string;
  readonly table: string;
  /** A column that each event adds 1 to; absent: the table has none. */
  readonly counter?: string;
  /** Events of the service's own store. */
  readonly stored: readonly string[];
  /** CloudEvents types of the others, by name. */
  readonly subscribed: Readonly<Record<string, string>>;
  /** It has a position in the store: it takes events from there, or keeps those that it takes. */
  readonly isPositioned: boolean;
  /** It is written together with what is stored. */
  readonly isImmediate: boolean;
  /** It can be built anew from what is kept. */
  readonly rebuilds: boolean;
}

/** What proofs know of projections. */
export interface ProjectionChecks {
  readonly checks: readonly ProjectionCheck[];
  /** How the events that they subscribe to are published. */
  readonly flows: readonly Flow[];
  readonly left: readonly LeftOut[];
}

/** Finds the projections of a design that proofs can check in an environment. */
export function findProjectionChecks(
  architecture: Architecture,
  index: ArchitectureIndex,
  environment: string,
): ProjectionChecks {
  const checks: ProjectionCheck[] = [];
  const flows = new Map<string, Flow>();
  const left: LeftOut[] = [];
  for (const projection of Object.values(architecture.projections)) {
    const found = planCheck(architecture, index, environment, projection);
    if (typeof found === 'string') {
      left.push({ name: `projection ${projection.name}`, because: found });
      continue;
    }
    checks.push(found.check);
    for (const flow of found.flows) flows.set(flow.event, flow);
  }
  return { checks, flows: [...flows.values()], left };
}

function planCheck(
  architecture: Architecture,
  index: ArchitectureIndex,
  environment: string,
  projection: Projection,
): { readonly check: ProjectionCheck; readonly flows: readonly Flow[] } | string {
  const service = architecture.services[projection.service];
  if (service === undefined || !keepsOutbox(architecture, service, environment))
    return `${projection.service} has no database with an outbox`;
  const kept = storedEvents(architecture, service.name);
  const stored = projection.from.filter((name) => kept.has(name));
  const subscribed = projection.from.filter((name) => !kept.has(name));
  for (const event of eventsOf(architecture, stored)) {
    const paths = projection.keys[event.name] ?? projection.key;
    if (!holdsKey(exampleFor(event, architecture), paths)) return `an example of ${event.name} has no key`;
  }
  const flows: Flow[] = [];
  const types: Record<string, string> = {};
  for (const name of subscribed) {
    const event = architecture.events[name];
    const subscription = service.subscriptions.find(
      ({ event: taken, origin }) =>
        taken === name && origin.kind === 'projection' && origin.name === projection.name,
    );
    if (event === undefined || subscription === undefined) return `it does not subscribe to ${name}`;
    const settings = resolveSubscription(architecture, service, subscription, environment).values;
    if (whyLeftOut(subscription, settings) !== undefined)
      return `it may leave ${name} out, or take it twice, by the design`;
    const source = findSource(architecture, index, environment, event);
    if ('because' in source) return `of ${name}: ${source.because}`;
    const paths = projection.keys[name] ?? projection.key;
    if (!source.payloads.every((data) => holdsKey(data, paths))) return `examples of ${name} have no key`;
    types[name] = event.type;
    flows.push(source);
  }
  const counter = projection.columns.find(
    ({ type }) => type === 'integer' || type === 'bigint' || type === 'number',
  );
  const isPositioned = stored.length > 0 || projection.keep;
  const isImmediate = projection.consistency === 'immediate';
  const rebuilds = isPositioned && (subscribed.length === 0 || projection.keep);
  if (counter === undefined && !rebuilds)
    return 'it has no column that could count its events, and keeps none to be rebuilt from';
  const check: ProjectionCheck = {
    ...{ projection: projection.name, service: service.name, table: snakeCase(projection.name) },
    ...(counter !== undefined && { counter: snakeCase(counter.name) }),
    ...{ stored, subscribed: types, isPositioned, isImmediate, rebuilds },
  };
  return { check, flows };
}

function holdsKey(data: unknown, paths: readonly DataPath[]): boolean {
  return paths.every((path) => valueAt(data, path) !== undefined);
}
