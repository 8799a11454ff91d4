import type { EventContract } from '../../model/architecture.ts';
import { isObject } from '../../model/json-value.ts';
import type { Schema } from '../../model/schema.ts';
import { resolveTopic } from '../../model/settings.ts';
import { eventFacts, upcastValue } from '../../print/eda/event-value.ts';
import { type LanguageMap, mapEach, mapOfDefined, unlessEmpty } from '../../print/eda/language-value.ts';
import { messageBindings } from './bindings.ts';
import type { DocumentContext } from './document-context.ts';
import { envelopeExample, envelopeHeaders, envelopePayload } from './envelope.ts';
import { keptMembers, pointerTo } from './kept-members.ts';
import { carriersOf } from './protocol.ts';

/** How data go over the wire: in a CloudEvent as JSON, in one whose value is Avro, or bare. */
export type WireForm = 'structured' | 'binary' | 'raw' | 'raw-avro';

/** Keys of the messages of an event: its own, and those of the versions that may still be in topics. */
export function messageKeysOf({ messageKeys }: DocumentContext, event: EventContract): readonly string[] {
  const key = messageKeys.keyOf(event.name);
  return [key, ...event.previous.map(({ version }) => `${key}_${version}`)];
}

/** The messages of an event by key. */
export function messagesOf(context: DocumentContext, event: EventContract): LanguageMap {
  return context.once(event, () => {
    const [key = '', ...previousKeys] = messageKeysOf(context, event);
    return Object.fromEntries([
      [key, currentMessage(context, event)],
      ...previousKeys.map((previousKey, index) => [previousKey, previousMessage(context, event, index)]),
    ]);
  });
}

function currentMessage(context: DocumentContext, event: EventContract): LanguageMap {
  const { architecture } = context;
  const form = wireFormOf(context, event, event.data);
  const { headers: keptHeaders, ...others } = event.asyncapi ?? {};
  const kept = keptMembers(others, ['bindings']);
  const wire = wireMembers(context, event, form, event.data);
  const headers = joinHeaders(wire.find(([member]) => member === 'headers')?.[1], keptHeaders);
  // What others call the Avro that they send.
  const isCalled = kept.own.some(([member]) => member === 'contentType');
  return mapOfDefined([
    ...kept.own,
    ['name', event.name],
    ['summary', event.summary],
    ['description', event.description],
    ['deprecated', event.deprecated && true],
    ['tags', unlessEmpty(tagsOf(event))],
    ...wire.filter(([member]) => member !== 'headers' && !(isCalled && member === 'contentType')),
    ['headers', headers.all],
    [
      'examples',
      unlessEmpty(event.examples.map((data, index) => exampleOf(context, event, form, index, data))),
    ],
    ['bindings', unlessEmpty({ ...messageBindings(architecture, event), ...kept.inside('bindings') })],
    [
      'x-eda',
      unlessEmpty(
        mapOfDefined([
          ...ownFacts(context, event),
          ['kept', unlessEmpty([...(kept.pointers ?? []), ...headers.kept])],
        ]),
      ),
    ],
  ]);
}

/**
 * Headers that the design describes, and beside them those of an imported message that it does not.
 * @returns `kept`: JSON Pointers to the latter
 */
function joinHeaders(
  own: unknown,
  imported: unknown,
): { readonly all: unknown; readonly kept: readonly string[] } {
  if (!isObject(imported)) return { all: own, kept: [] };
  if (!isObject(own)) return { all: imported, kept: [pointerTo('headers')] };
  const described = isObject(own.properties) ? own.properties : {};
  const { properties, ...others } = imported;
  const left = Object.entries(isObject(properties) ? properties : {}).filter(
    ([name]) => !Object.hasOwn(described, name),
  );
  return {
    all: { ...others, ...own, properties: { ...Object.fromEntries(left), ...described } },
    kept: [
      ...Object.keys(others)
        .filter((keyword) => !Object.hasOwn(own, keyword))
        .map((keyword) => pointerTo('headers', keyword)),
      ...left.map(([name]) => pointerTo('headers', 'properties', name)),
    ],
  };
}

/** The tags of an event, with what was kept of them. */
function tagsOf({ tags, asyncapi }: EventContract): unknown[] {
  const kept = Array.isArray(asyncapi?.tags) ? asyncapi.tags : [];
  return tags.map((name) => kept.find((tag) => isObject(tag) && tag.name === name) ?? { name });
}

function previousMessage(context: DocumentContext, event: EventContract, index: number): LanguageMap {
  const previous = event.previous[index];
  if (previous === undefined) return {};
  const form = wireFormOf(context, event, previous.data);
  return mapOfDefined([
    ['name', event.name],
    ['summary', `Version ${previous.version}, which may still be in topics and stores`],
    ...wireMembers(context, event, form, previous.data),
    [
      'x-eda',
      mapOfDefined([
        ['event', event.name],
        ['version', previous.version],
        ['upcast', upcastValue(previous.upcast)],
        ['avro', avroComponent(context, previous.data)],
      ]),
    ],
  ]);
}

/**
 * Avro on the wire is what the first of the environments that bindings show says; messages of others that they describe in
 * Avro are Avro.
 */
export function wireFormOf(
  { architecture, avroSource }: DocumentContext,
  event: EventContract,
  data: Schema,
): WireForm {
  const topic = architecture.topics[event.topic];
  const [carrier] = topic === undefined ? [] : carriersOf(architecture, topic);
  const isSent =
    event.foreign !== undefined ||
    (topic !== undefined &&
      carrier !== undefined &&
      resolveTopic(architecture, topic, carrier.environment.name).values.encoding === 'avro');
  const isAvro = isSent && data.kind === 'ref' && avroSource(data.id) !== undefined;
  if (event.envelope === 'raw') return isAvro ? 'raw-avro' : 'raw';
  return isAvro ? 'binary' : 'structured';
}

function wireMembers(
  context: DocumentContext,
  event: EventContract,
  form: WireForm,
  data: Schema,
): [string, unknown][] {
  const payload =
    form === 'binary' || form === 'raw-avro'
      ? { $ref: `#/components/schemas/${avroComponent(context, data)}` }
      : context.toSchema(data);
  switch (form) {
    case 'structured':
      return [
        ['contentType', 'application/cloudevents+json'],
        ['payload', envelopePayload(context, event, payload)],
      ];
    case 'binary':
      return [
        ['contentType', 'application/avro'],
        ['headers', envelopeHeaders(context, event)],
        ['payload', payload],
      ];
    default: {
      const headers = mapEach(event.attributes, context.toSchema);
      return [
        ['contentType', form === 'raw-avro' ? 'application/avro' : 'application/json'],
        ['headers', headers && { type: 'object', properties: headers }],
        ['payload', payload],
      ];
    }
  }
}

function exampleOf(
  context: DocumentContext,
  event: EventContract,
  form: WireForm,
  index: number,
  data: unknown,
): LanguageMap {
  if (form === 'structured') return { payload: envelopeExample(context, event, index + 1, data) };
  if (form !== 'binary') return { payload: data };
  const { data: _, datacontenttype: __, ...attributes } = envelopeExample(context, event, index + 1, data);
  const headers = Object.entries(attributes).map(([name, value]) => [`ce_${name}`, value]);
  return { headers: Object.fromEntries(headers), payload: data };
}

/** What is said of the event that no standard field of the message, its channel or its payload says. */
function ownFacts(context: DocumentContext, event: EventContract): [string, unknown][] {
  const { architecture } = context;
  const facts = eventFacts(architecture, event);
  return [
    ...ownKeys.map((key): [string, unknown] => [key, facts[key]]),
    // Bare data have no place for their type.
    ['type', event.envelope === 'raw' ? facts.type : undefined],
    ['avro', avroComponent(context, event.data)],
  ];
}

const ownKeys = ['kind', 'from', 'version', 'key', 'id', 'topic', 'internal', 'compatibility', 'deprecated'];

/** Key of the component with the Avro schema that data were read from; undefined where it was no Avro schema. */
function avroComponent({ avroSource }: DocumentContext, data: Schema): string | undefined {
  return data.kind === 'ref' ? avroSource(data.id)?.key : undefined;
}
