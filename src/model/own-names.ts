import { nameEvent, tableName } from '../spec/asyncapi/name-event.ts';
import type { Architecture, EventContract } from './architecture.ts';
import { byId } from './build/values.ts';
import { fillTemplate } from './template.ts';

/**
 * The design with names of ours for messages that it knows by those of their documents (`parcels/checked#parcelChecked`):
 * what stands without these documents cannot name them so. The very design where there are none.
 */
export function withOwnNames(architecture: Architecture): Architecture {
  const foreign = Object.values(architecture.events).filter(({ name }) => name.includes('#'));
  if (foreign.length === 0) return architecture;
  const taken = new Set(Object.keys(architecture.events).flatMap((name) => [name, tableName(name)]));
  const names = new Map<string, string>();
  for (const event of foreign) {
    const name = nameOf(event, taken);
    taken.add(name).add(tableName(name));
    names.set(event.name, name);
  }
  const { services, topics, aggregates, projections, sagas } = architecture;
  return {
    ...architecture,
    events: byId(
      Object.values(architecture.events).map((event) => {
        const own = names.get(event.name);
        const named = own === undefined ? event : renamed(event, own, architecture);
        return [named.name, named];
      }),
    ),
    services: withNames(services, names),
    topics: withNames(topics, names),
    aggregates: withNames(aggregates, names),
    projections: withNames(projections, names),
    sagas: withNames(sagas, names),
  };
}

/** Named after the message; where its last word tells of nothing that has happened, the message was sent. */
function nameOf({ name, topic, type, domain }: EventContract, taken: ReadonlySet<string>): string {
  const message = name.slice(name.lastIndexOf('#') + 1);
  const own = nameEvent({ message, address: topic, type }, domain, taken);
  return /(ed|sent)(\.v\d+)?$/.test(own)
    ? own
    : nameEvent({ message: `${message}-sent`, address: topic }, domain, taken);
}

function renamed(event: EventContract, name: string, { envelopes, system }: Architecture): EventContract {
  const [domain = '', entity = '', action = ''] = name.split('.');
  const typeOf = (named: string): string =>
    fillTemplate(envelopes.type, { event: named, topic: event.topic, domain, system: system.name });
  const type = event.type === typeOf(event.name) ? typeOf(name) : event.type;
  return { ...event, name, domain, entity, action, type };
}

/** Replaces names of events in the keys and texts of a part of the design; places stay. */
function withNames<T>(part: T, names: ReadonlyMap<string, string>): T {
  const visit = (value: unknown): unknown => {
    if (typeof value === 'string') return names.get(value) ?? value;
    if (Array.isArray(value)) return value.map(visit);
    if (typeof value !== 'object' || value === null) return value;
    return byId(
      Object.entries(value).map(([key, member]) => [
        names.get(key) ?? key,
        key === 'at' ? member : visit(member),
      ]),
    );
  };
  return visit(part) as T;
}
