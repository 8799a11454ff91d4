import type { Aggregate, Architecture, DataPath } from '../model/architecture.ts';
import { eventsOf } from '../model/query.ts';
import { keepsOutbox, type LeftOut } from './flow.ts';
import { exampleFor, fitsEvent, type Payload, valueAt, varyPayload, withValue } from './payloads.ts';

/** An aggregate whose decisions proofs can tell apart. */
export interface AggregatePlay {
  readonly aggregate: string;
  readonly service: string;
  readonly path: DataPath;
  readonly events: readonly string[];
  /** CloudEvents types of those that are published. */
  readonly published: Readonly<Record<string, string>>;
  /** A stream of its own for each number: its key, and valid data of each event with that key. */
  streamOf(
    number: number,
  ): { readonly key: string; readonly data: Readonly<Record<string, Payload>> } | undefined;
}

/** Finds the aggregates of a design that proofs can have decide in an environment. */
export function findAggregatePlays(
  architecture: Architecture,
  environment: string,
): { readonly plays: readonly AggregatePlay[]; readonly left: readonly LeftOut[] } {
  const plays: AggregatePlay[] = [];
  const left: LeftOut[] = [];
  for (const aggregate of Object.values(architecture.aggregates)) {
    const play = planPlay(architecture, environment, aggregate);
    if (typeof play === 'string') left.push({ name: `aggregate ${aggregate.name}`, because: play });
    else plays.push(play);
  }
  return { plays, left };
}

function planPlay(
  architecture: Architecture,
  environment: string,
  aggregate: Aggregate,
): AggregatePlay | string {
  const service = architecture.services[aggregate.service];
  if (service === undefined || !keepsOutbox(architecture, service, environment))
    return `${aggregate.service} has no database with an outbox`;
  const path = aggregate.key;
  const events = eventsOf(architecture, aggregate.events);
  const [first] = events;
  const unmade = events.find((event) => exampleFor(event, architecture) === undefined);
  if (unmade !== undefined) return `no example of ${unmade.name} could be made: give it one`;
  const streamOf = (number: number) => {
    const key = first && valueAt(varyPayload(first, architecture, path, number), path);
    if (key === undefined) return undefined;
    const data = events.map((event) => [event.name, withValue(exampleFor(event, architecture), path, key)]);
    return { key: String(key), data: Object.fromEntries(data) as Record<string, Payload> };
  };
  const one = streamOf(1);
  if (one === undefined) return `no two keys of ${first?.name ?? 'it'} could be made`;
  const misfit = events.find((event) => !fitsEvent(event, architecture, one.data[event.name]));
  if (misfit !== undefined) return `a key of ${first?.name} does not fit ${misfit.name}`;
  // As it is generated: what a saga publishes when it ends is not published by the aggregate that keeps it as well.
  const written = new Set(
    service.publications.filter(({ origin }) => origin.kind === 'written').map(({ event }) => event),
  );
  const published = events
    .filter(({ name, envelope }) => written.has(name) && envelope === 'cloudevents')
    .map(({ name, type }) => [name, type]);
  return {
    ...{ aggregate: aggregate.name, service: service.name, path, streamOf },
    events: events.map(({ name }) => name),
    published: Object.fromEntries(published),
  };
}
