import type { Architecture, EventContract } from '../model/architecture.ts';
import type { Schema } from '../model/schema.ts';
import { addressesOf } from './addresses-of.ts';
import type { Side } from './compare-context.ts';

/** Events of two designs that are the same one, and those that only one of them has. */
export interface MatchedEvents {
  readonly kept: readonly (readonly [old: EventContract, now: EventContract])[];
  readonly renamed: readonly (readonly [old: EventContract, now: EventContract])[];
  readonly added: readonly EventContract[];
  readonly removed: readonly EventContract[];
}

/** Data of that likeness, from 0 to 1, is the same data. */
const alike = 0.8;
/** Beyond so many candidates a design was rewritten, and guessing names helps nobody. */
const mostCandidates = 200;

/**
 * Finds each event again: by name, by the message of a foreign document that it stands for, and by the likeness of
 * its data where both names are unknown to the other side. A `.v2` beside or instead of an event is a new event.
 */
export function matchEvents(old: Side, now: Side): MatchedEvents {
  const kept: (readonly [EventContract, EventContract])[] = [];
  const removed: EventContract[] = [];
  const added: EventContract[] = [];
  for (const event of Object.values(old.architecture.events)) {
    const same = now.architecture.events[event.name];
    if (same === undefined) removed.push(event);
    else kept.push([event, same]);
  }
  for (const event of Object.values(now.architecture.events)) {
    if (old.architecture.events[event.name] === undefined) added.push(event);
  }
  const renamed: (readonly [EventContract, EventContract])[] = [];
  const pair = (before: EventContract, after: EventContract): void => {
    renamed.push([before, after]);
    removed.splice(removed.indexOf(before), 1);
    added.splice(added.indexOf(after), 1);
  };
  for (const before of [...removed]) {
    const id = foreignId(before);
    const after = id === undefined ? undefined : added.find((event) => foreignId(event) === id);
    if (after !== undefined) pair(before, after);
  }
  for (const [before, after] of sameName(removed, added, old, now)) pair(before, after);
  for (const [before, after] of sameAddress(removed, added, old, now)) pair(before, after);
  if (removed.length <= mostCandidates && added.length <= mostCandidates) {
    for (const [before, after] of likelyRenames(removed, added, old, now)) pair(before, after);
  }
  return { kept, renamed, added, removed };
}

/** A document may be moved; where the message stands in it tells it apart from others that are unknown as well. */
function foreignId({ foreign }: EventContract): string | undefined {
  return foreign === undefined || foreign.pointer === '' ? undefined : foreign.pointer;
}

/** Messages of documents that have a `name` keep it when their keys in the document change. */
function sameName(
  removed: readonly EventContract[],
  added: readonly EventContract[],
  old: Side,
  now: Side,
): (readonly [EventContract, EventContract])[] {
  const before = uniqueBy(removed, (event) => namedAt(event, old));
  const after = uniqueBy(added, (event) => namedAt(event, now));
  return [...before].flatMap(([key, event]) => {
    const same = after.get(key);
    return same === undefined ? [] : [[event, same] as const];
  });
}

/** Where a message goes and what it calls itself; undefined where it says neither. */
function namedAt(event: EventContract, side: Side): string | undefined {
  const name = side.messageOf(event)?.message.name;
  return name === undefined ? undefined : JSON.stringify([name, addressesOf(event.topic, side.architecture)]);
}

/** Those that are alone with their key. */
function uniqueBy(
  events: readonly EventContract[],
  keyOf: (event: EventContract) => string | undefined,
): ReadonlyMap<string, EventContract> {
  const found = new Map<string, EventContract | undefined>();
  for (const event of events) {
    const key = keyOf(event);
    if (key !== undefined) found.set(key, found.has(key) ? undefined : event);
  }
  return new Map([...found].flatMap(([key, event]) => (event === undefined ? [] : [[key, event]])));
}

/**
 * Messages of documents go by keys of the document, which nobody sees on the wire: one that is alone on an address in
 * both designs is the same.
 */
function sameAddress(
  removed: readonly EventContract[],
  added: readonly EventContract[],
  old: Side,
  now: Side,
): (readonly [EventContract, EventContract])[] {
  const alone = (
    events: readonly EventContract[],
    { architecture }: Side,
  ): ReadonlyMap<string, EventContract> =>
    uniqueBy(events, ({ foreign, topic }) =>
      foreign === undefined || architecture.topics[topic]?.events.length !== 1
        ? undefined
        : JSON.stringify(addressesOf(topic, architecture)),
    );
  const after = alone(added, now);
  return [...alone(removed, old)].flatMap(([key, before]) => {
    const same = after.get(key);
    return same === undefined ? [] : [[before, same] as const];
  });
}

/** The best pairs first, each event once; only those of the same kind with a publisher or subscriber in common. */
function likelyRenames(
  removed: readonly EventContract[],
  added: readonly EventContract[],
  old: Side,
  now: Side,
): (readonly [EventContract, EventContract])[] {
  if (removed.length === 0 || added.length === 0) return [];
  const shapes = new Map<EventContract, ReadonlySet<string>>();
  for (const event of removed) shapes.set(event, shapeOf(event.data, old.architecture));
  for (const event of added) shapes.set(event, shapeOf(event.data, now.architecture));
  // Of data that nobody could read, the name of the message is all there is.
  const unread = (events: readonly EventContract[]): ReadonlyMap<string, EventContract> =>
    uniqueBy(events, (event) =>
      event.foreign === undefined || isTold(shapes.get(event)) ? undefined : messageName(event),
    );
  const [unreadBefore, unreadAfter] = [unread(removed), unread(added)];
  const isSameMessage = (before: EventContract, after: EventContract): boolean => {
    const name = messageName(before);
    return name !== undefined && unreadBefore.get(name) === before && unreadAfter.get(name) === after;
  };
  const candidates = removed.flatMap((before) =>
    added.flatMap((after) => {
      if (before.kind !== after.kind || isSuccessor(before, after)) return [];
      if (!shareService(before.name, after.name, old, now)) return [];
      const likeness = isSameMessage(before, after)
        ? 1
        : likenessOf(shapes.get(before) ?? new Set(), shapes.get(after) ?? new Set());
      return likeness >= alike ? [{ before, after, likeness }] : [];
    }),
  );
  // Of events that look alike, those whose names end alike are the same.
  const endsAlike = ({ before, after }: (typeof candidates)[number]): number =>
    lastOf(before.name) === lastOf(after.name) ? 1 : 0;
  candidates.sort(
    (a, b) => endsAlike(b) - endsAlike(a) || b.likeness - a.likeness || compare(a.before.name, b.before.name),
  );
  const taken = new Set<EventContract>();
  return candidates.flatMap(({ before, after }) => {
    if (taken.has(before) || taken.has(after)) return [];
    taken.add(before).add(after);
    return [[before, after] as const];
  });
}

/** Whether anything is known of the data: a field of it, at least. */
function isTold(shape: ReadonlySet<string> = new Set()): boolean {
  return [...shape].some((entry) => entry !== ':any');
}

/** The key of a message, where it is more than the word for one. */
function messageName({ name }: EventContract): string | undefined {
  const key = name.slice(name.indexOf('#') + 1);
  return key.toLowerCase() === 'message' ? undefined : key;
}

/** `created` of `todos.task.created`; the message's key of a foreign one. */
function lastOf(name: string): string {
  return name.slice(Math.max(name.lastIndexOf('#'), name.lastIndexOf('.')) + 1);
}

/** Whether one is the next major version of the other: same name but for `.vN`. */
function isSuccessor(before: EventContract, after: EventContract): boolean {
  const bare = (name: string): string => name.replace(/\.v[0-9]+$/, '');
  return bare(before.name) === bare(after.name);
}

function shareService(before: string, after: string, old: Side, now: Side): boolean {
  const names = (side: Side, event: string): string[] =>
    [...side.index.publishersOf(event), ...side.index.subscribersOf(event)].map(
      ({ service }) => service.name,
    );
  const known = new Set(names(old, before));
  return names(now, after).some((name) => known.has(name));
}

/** Shares of fields in common, of all that either has (Jaccard); data of less than two fields looks like any other. */
function likenessOf(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  if (a.size < 2 || b.size < 2) return 0;
  let common = 0;
  for (const entry of a) if (b.has(entry)) common++;
  return common / (a.size + b.size - common);
}

/** `path:kind` of every field. */
function shapeOf(data: Schema, architecture: Architecture): ReadonlySet<string> {
  const found = new Set<string>();
  const visit = (schema: Schema, path: string, open: readonly string[]): void => {
    switch (schema.kind) {
      case 'ref': {
        const target = architecture.schemas[schema.id];
        if (target !== undefined && !open.includes(schema.id))
          visit(target.schema, path, [...open, schema.id]);
        return;
      }
      case 'object':
        for (const property of schema.properties) visit(property.schema, `${path}.${property.name}`, open);
        return;
      case 'array':
        if (schema.items !== undefined) visit(schema.items, `${path}.*`, open);
        return;
      case 'union':
      case 'intersection':
        for (const part of schema.of) visit(part, path, open);
        return;
      default:
        found.add(`${path}:${schema.kind}`);
    }
  };
  visit(data, '', []);
  return found;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
