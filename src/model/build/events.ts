import { posix } from 'node:path';
import { type Place, placeAt } from '../../diagnostics/diagnostic.ts';
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
  shared: EnvelopeDefaults,
): ById<EventContract> {
  const stored = new Set(Object.values(aggregates).flatMap((aggregate) => aggregate.events));
  return byId(
    [...scope.definitions.events].map(([name, definition]) => [
      name,
      readEvent(scope, name, definition, stored.has(name), shared),
    ]),
  );
}

function readEvent(
  scope: Scope,
  name: string,
  { value, at }: Definition,
  stored: boolean,
  envelopes: EnvelopeDefaults,
): EventContract {
  const { domain, entity, action, major } = isForeignName(name)
    ? { domain: textOf(value.domain) ?? '', entity: '', action: '', major: 1 }
    : partsOfName(name);
  if (!isForeignName(name)) scope.names.domain(domain, { ...at, on: 'key' });
  const kind = kindOf(value.kind);
  const topic = textOf(value.topic) ?? defaultTopic(name, domain, entity, kind, scope.topicPer);
  const typeTemplate = textOf(value.type) ?? envelopes.type;
  const dataAt: Place = placeAt(at, 'data');
  const from = textOf(value.from);
  const attributes = readAttributes(scope, value.attributes, placeAt(at, 'attributes'));
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
    data: value.data === undefined ? { kind: 'any' } : scope.schemas.read(value.data, dataAt),
    dataFormat:
      value.data === undefined ? 'other' : scope.schemas.isAvro(value.data, dataAt) ? 'avro' : 'json-schema',
    examples: Array.isArray(value.examples) ? value.examples : [],
    topic,
    type: fillTemplate(typeTemplate, { event: name, topic, domain, system: scope.system.name }),
    envelope: value.envelope === 'raw' ? 'raw' : 'cloudevents',
    ...optional('id', typeof value.id === 'string' ? pathOf(value.id) : undefined),
    internal: value.internal === true,
    compatibility: readCompatibility(scope, value, kind, topic, stored),
    previous: readPrevious(scope, value, at),
    ...readDeprecated(scope, value, at),
    attributes: byId([...Object.entries(envelopes.attributes), ...Object.entries(attributes)]),
    ...optional('foreign', from === undefined ? undefined : foreignOf(from, at.file)),
    ...optional('asyncapi', passthroughOf(value)),
    at,
    dataAt,
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

function readPrevious(scope: Scope, value: Json, at: Place): PreviousVersion[] {
  return entriesOf(value.previous)
    .map(([version, previous]): PreviousVersion => {
      const place: Place = placeAt(at, 'previous', version);
      const written = mapOf(previous);
      return {
        version,
        data: scope.schemas.read(written.data ?? true, placeAt(place, 'data')),
        upcast: readUpcast(written.upcast),
        at: place,
      };
    })
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
