import { posix } from 'node:path';
import { type Place, placeAt } from '../../diagnostics/diagnostic.ts';
import { isSameList } from '../../spec/is-same-list.ts';
import type {
  Aggregate,
  ById,
  Compatibility,
  Direction,
  EnvelopeDefaults,
  EventContract,
  EventKind,
  PreviousVersion,
  TopicPer,
  Upcast,
} from '../architecture.ts';
import type { Schema } from '../schema.ts';
import { compareVersions } from '../semver.ts';
import { fillTemplate } from '../template.ts';
import type { Definition } from './merge.ts';
import type { Scope } from './scope.ts';
import {
  byId,
  entriesOf,
  type Json,
  mapOf,
  optional,
  passthroughOf,
  pathOf,
  pathsOf,
  textOf,
  textsOf,
} from './values.ts';

/** Reads every event and command. */
export function readEvents(
  scope: Scope,
  aggregates: ById<Aggregate>,
  envelopes: EnvelopeDefaults,
): ById<EventContract> {
  const stored = new Set(Object.values(aggregates).flatMap((aggregate) => aggregate.events));
  const { system, topicPer, rootDefaults } = scope;
  const shared = [
    ...[system.name, topicPer, rootDefaults.compact === true, envelopes.type],
    ...Object.entries(envelopes.attributes).flat(),
  ];
  return byId(
    [...scope.definitions.events].map(([name, definition]) => [
      name,
      readOnce(scope, name, definition, { stored: stored.has(name), envelopes, shared }),
    ]),
  );
}

interface Surroundings {
  /** Whether an aggregate stores it. */
  readonly stored: boolean;
  readonly envelopes: EnvelopeDefaults;
  /** All that events take from the system and from the defaults of the root. */
  readonly shared: readonly unknown[];
}

/** Schemas of an event, which are read each time: reading notes what they refer to. */
interface EventSchemas {
  readonly data: Schema;
  readonly dataFormat: EventContract['dataFormat'];
  /** In the order in which they are written. */
  readonly previous: readonly Schema[];
  readonly attributes: ById<Schema>;
}

/** An event, and what it was made of beside the value that it was read from. */
interface Reading {
  readonly event: EventContract;
  readonly parts: readonly unknown[];
}

const readBefore = new WeakMap<Json, Reading>();

/**
 * Reads an event, or gives the one that was read from the same value before. Values of texts that did not change are kept
 * between passes (`parse-memory.ts`); where nothing else has changed that an event depends on, neither has the event, and
 * whoever compares two designs need not look into it.
 */
function readOnce(
  scope: Scope,
  name: string,
  definition: Definition,
  surroundings: Surroundings,
): EventContract {
  const { value, at } = definition;
  const schemas = readSchemas(scope, value, at);
  const { data, dataFormat, previous, attributes } = schemas;
  const partsWith = (topic: string): readonly unknown[] => [
    ...[name, at.file, surroundings.stored, scope.definitions.topics.get(topic)?.value],
    ...surroundings.shared,
    ...[data, dataFormat, ...previous, ...Object.values(attributes)],
  ];
  const known = readBefore.get(value);
  if (known !== undefined && isSameList(known.parts, partsWith(known.event.topic))) {
    noteDomain(scope, known.event);
    return known.event;
  }
  const event = readEvent(scope, name, definition, schemas, surroundings);
  noteDomain(scope, event);
  // What replaces a deprecated one depends on whether that is there.
  if (value.deprecated === undefined) readBefore.set(value, { event, parts: partsWith(event.topic) });
  return event;
}

/** An event of the language names its domain. */
function noteDomain({ names }: Scope, { name, domain, at }: EventContract): void {
  if (!isForeignName(name)) names.domain(domain, { ...at, on: 'key' });
}

/** One value, so that events without data are read from the same each time. */
const anything: Schema = { kind: 'any' };

function readSchemas(scope: Scope, value: Json, at: Place): EventSchemas {
  const { schemas } = scope;
  const dataAt = placeAt(at, 'data');
  const isAvro = value.data !== undefined && schemas.isAvro(value.data, dataAt);
  return {
    data: value.data === undefined ? anything : schemas.read(value.data, dataAt),
    dataFormat: value.data === undefined ? 'other' : isAvro ? 'avro' : 'json-schema',
    previous: entriesOf(value.previous).map(([version, previous]) =>
      schemas.read(mapOf(previous).data ?? true, placeAt(at, 'previous', version, 'data')),
    ),
    attributes: readAttributes(scope, value.attributes, placeAt(at, 'attributes')),
  };
}

function readEvent(
  scope: Scope,
  name: string,
  { value, at }: Definition,
  { data, dataFormat, previous, attributes }: EventSchemas,
  { stored, envelopes }: Surroundings,
): EventContract {
  const { domain, entity, action, major } = isForeignName(name)
    ? { domain: textOf(value.domain) ?? '', entity: '', action: '', major: 1 }
    : partsOfName(name);
  const kind = kindOf(value.kind);
  const topic = textOf(value.topic) ?? defaultTopic(name, domain, entity, kind, scope.topicPer);
  const typeTemplate = textOf(value.type) ?? envelopes.type;
  const from = textOf(value.from);
  return {
    name,
    domain,
    entity,
    action,
    major,
    kind,
    version: textOf(value.version) ?? `${major}.0.0`,
    ...optional('summary', textOf(value.summary)),
    ...optional('description', textOf(value.description)),
    tags: textsOf(value.tags),
    key: pathsOf(value.key),
    data,
    dataFormat,
    examples: Array.isArray(value.examples) ? value.examples : [],
    topic,
    type: fillTemplate(typeTemplate, { event: name, topic, domain, system: scope.system.name }),
    envelope: value.envelope === 'raw' ? 'raw' : 'cloudevents',
    ...optional('id', typeof value.id === 'string' ? pathOf(value.id) : undefined),
    internal: value.internal === true,
    compatibility: readCompatibility(scope, value, kind, topic, stored),
    previous: readPrevious(value, previous, at),
    ...readDeprecated(scope, value, at),
    attributes: byId([...Object.entries(envelopes.attributes), ...Object.entries(attributes)]),
    ...optional('foreign', from === undefined ? undefined : foreignOf(from, at.file)),
    ...optional('asyncapi', passthroughOf(value)),
    at,
    dataAt: placeAt(at, 'data'),
  };
}

/** Reads what holds for every envelope. */
export function readEnvelopeDefaults(scope: Scope): EnvelopeDefaults {
  const { rootDefaults, system } = scope;
  return {
    type: textOf(rootDefaults.type) ?? '{event}',
    source: textOf(rootDefaults.source) ?? '/{system}/{service}',
    attributes: readAttributes(scope, rootDefaults.attributes, {
      file: system.at.file,
      path: ['defaults', 'attributes'],
    }),
  };
}

/** `<channel>#<message>` of an AsyncAPI document. */
function isForeignName(name: string): boolean {
  return name.includes('#');
}

/** `<domain>.<entity>.<action>[.vN]`; what a shorter name lacks is empty. */
function partsOfName(name: string): { domain: string; entity: string; action: string; major: number } {
  const segments = name.split('.');
  const version = /^v([0-9]+)$/.exec(segments.at(-1) ?? '');
  if (version !== null && segments.length > 1) segments.pop();
  return {
    domain: segments[0] ?? '',
    entity: segments[1] ?? '',
    action: segments[2] ?? '',
    major: version === null ? 1 : Number(version[1]),
  };
}

function kindOf(value: unknown): EventKind {
  return value === 'document' || value === 'command' ? value : 'notification';
}

/** The topic of an event that names none. */
export function defaultTopic(
  name: string,
  domain: string,
  entity: string,
  kind: EventKind,
  per: TopicPer,
): string {
  if (per === 'event') return name;
  const base = per === 'entity' ? `${domain}.${entity}` : domain;
  return kind === 'command' ? `${base}.commands` : base;
}

const directions: readonly Direction[] = ['backward', 'forward', 'full', 'none'];

function readCompatibility(
  scope: Scope,
  value: Json,
  kind: EventKind,
  topic: string,
  stored: boolean,
): Compatibility {
  const written = textOf(value.compatibility);
  if (written !== undefined) {
    const transitive = written.endsWith('-transitive');
    const word = written.replace(/-transitive$/, '');
    const direction = directions.find((candidate) => candidate === word);
    if (direction !== undefined) return { direction, transitive, written: true };
  }
  const settings = scope.definitions.topics.get(topic)?.value;
  const compacted =
    settings?.compact === true ||
    entriesOf(settings?.in).some(([, difference]) => mapOf(difference).compact === true) ||
    (settings?.compact === undefined && scope.rootDefaults.compact === true);
  const byKind = { notification: 'forward', document: 'full', command: 'backward' } as const;
  return { direction: stored || compacted ? 'full' : byKind[kind], transitive: false, written: false };
}

function readPrevious(value: Json, schemas: readonly Schema[], at: Place): PreviousVersion[] {
  return entriesOf(value.previous)
    .map(
      ([version, previous], index): PreviousVersion => ({
        version,
        data: schemas[index] ?? anything,
        upcast: readUpcast(mapOf(previous).upcast),
        at: placeAt(at, 'previous', version),
      }),
    )
    .sort((a, b) => compareVersions(a.version, b.version));
}

function readUpcast(value: unknown): Upcast {
  if (value === 'code') return { by: 'code' };
  const edits = mapOf(value);
  return {
    by: 'edits',
    drop: textsOf(edits.drop).map(pathOf),
    rename: entriesOf(edits.rename).flatMap(([from, to]) =>
      typeof to === 'string' ? [{ from: pathOf(from), to: pathOf(to) }] : [],
    ),
    set: entriesOf(edits.set).map(([path, inner]) => ({ path: pathOf(path), value: inner })),
  };
}

function readDeprecated(scope: Scope, value: Json, at: Place): Pick<EventContract, 'deprecated'> {
  if (value.deprecated === undefined) return {};
  const deprecated = mapOf(value.deprecated);
  const replacedBy = textOf(deprecated.replacedBy);
  return {
    deprecated: {
      since: textOf(deprecated.since) ?? '1.0.0',
      ...optional('sunset', textOf(deprecated.sunset)),
      ...optional(
        'replacedBy',
        replacedBy === undefined
          ? undefined
          : scope.names.event(replacedBy, placeAt(at, 'deprecated', 'replacedBy')),
      ),
    },
  };
}

function readAttributes(scope: Scope, value: unknown, at: Place): ById<Schema> {
  return byId(
    entriesOf(value).map(([name, schema]) => [name, scope.schemas.read(schema, placeAt(at, name))]),
  );
}

/** `from`, with the file relative to the project. */
function foreignOf(from: string, file: string): { file: string; pointer: string } {
  const hash = from.indexOf('#');
  const path = hash === -1 ? from : from.slice(0, hash);
  return {
    file: posix.normalize(posix.join(posix.dirname(file), path)),
    pointer: hash === -1 ? '' : from.slice(hash + 1),
  };
}
