import { isMap } from '../../is-map.ts';
import { readPointer } from '../../json-pointer.ts';
import { factsOf, keptOf, keptPointers } from './kept-members.ts';
import { type RefTarget, readSchemaWords } from './read-schema.ts';
import { definedOnly, mapIn, mapMembers, type Values } from './values.ts';

const known = new Set([
  ...[
    'name',
    'summary',
    'description',
    'deprecated',
    'tags',
    'contentType',
    'headers',
    'payload',
    'examples',
  ],
  ...['bindings', 'x-eda'],
]);

/** Attributes that the envelope has anyway, in headers by their names on Kafka. */
const envelopeAttributes = new Set([
  'specversion',
  'id',
  'source',
  'type',
  'time',
  'subject',
  'datacontenttype',
]);

/** What a message of a document says in the language: of an event, or of one of its previous versions. */
export interface ReadMessage {
  readonly event: string;
  /** Of a version that may still be in topics; undefined: it is the event itself. */
  readonly previous?: string;
  readonly value: Values;
  /** Steps from the message to the schema of its data. */
  readonly dataPath: readonly (string | number)[];
}

export interface MessageContext {
  readonly target: RefTarget;
  /** Path to the file of an Avro schema by the key of its component. */
  avroFile(key: string): string | undefined;
  /** A file of the project as the document would name it. */
  pathTo(file: string): string;
}

/** Reads a message of a document of ours. */
export function readMessage(key: string, message: Values, context: MessageContext): ReadMessage {
  const facts = mapIn(message['x-eda']);
  const wire = readWire(message);
  const avro = typeof facts.avro === 'string' ? context.avroFile(facts.avro) : undefined;
  const data = avro === undefined ? readSchemaWords(wire.data, context.target) : { $ref: avro };
  if (typeof facts.event === 'string') {
    return {
      event: facts.event,
      previous: String(facts.version),
      value: { data, upcast: facts.upcast },
      dataPath: wire.dataPath,
    };
  }
  const isForeign = facts.from !== undefined && isMap(wire.data) && Object.keys(wire.data).length === 0;
  return {
    event: typeof message.name === 'string' ? message.name : key,
    dataPath: wire.dataPath,
    value: definedOnly([
      ['summary', message.summary],
      ['description', message.description],
      ...Object.entries(factsOf(message, 'avro', 'from')),
      ['from', typeof facts.from === 'string' ? context.pathTo(facts.from) : undefined],
      ['envelope', wire.type === undefined ? 'raw' : undefined],
      ...(wire.type === undefined ? [] : [['type', wire.type] as const]),
      ['tags', tagsOf(message.tags)],
      ['attributes', attributesOf(wire.attributes, context.target)],
      ['data', isForeign ? undefined : data],
      ['examples', examplesOf(message.examples, wire.dataPath.length > 1)],
      ['x-asyncapi', keptOf(message, known)],
    ]),
  };
}

interface Wire {
  /** Of the CloudEvent; undefined: the data are bare. */
  readonly type: unknown;
  readonly attributes: Values;
  readonly data: unknown;
  readonly dataPath: readonly (string | number)[];
}

/** Takes the envelope off: structured, binary (attributes as headers), or none. */
function readWire(message: Values): Wire {
  // Headers that were kept of an imported message are no attributes.
  const kept = keptPointers(message)
    .map(readPointer)
    .filter(([first]) => first === 'headers');
  const isKept = (name: string): boolean =>
    kept.some(([, ...path]) => path.length === 0 || (path[0] === 'properties' && path[1] === name));
  const headers = Object.fromEntries(
    Object.entries(mapIn(mapIn(message.headers).properties)).filter(([name]) => !isKept(name)),
  );
  if (message.contentType === 'application/cloudevents+json') {
    const parts = mapIn(message.payload).allOf;
    const own = mapIn(mapIn(Array.isArray(parts) ? parts[1] : undefined).properties);
    const { data, type, ...others } = own;
    const dataPath = ['payload', 'allOf', 1, 'properties', 'data'];
    return { type: mapIn(type).const, attributes: extensions(others, ''), data, dataPath };
  }
  const { payload } = message;
  if (headers.ce_type === undefined)
    return { type: undefined, attributes: headers, data: payload, dataPath: ['payload'] };
  return {
    type: mapIn(headers.ce_type).const,
    attributes: extensions(headers, 'ce_'),
    data: payload,
    dataPath: ['payload'],
  };
}

function extensions(attributes: Values, prefix: string): Values {
  return Object.fromEntries(
    Object.entries(attributes)
      .filter(([name]) => name.startsWith(prefix))
      .map(([name, schema]): [string, unknown] => [name.slice(prefix.length), schema])
      .filter(([name]) => !envelopeAttributes.has(name)),
  );
}

function attributesOf(attributes: Values, target: RefTarget): Values | undefined {
  if (Object.keys(attributes).length === 0) return undefined;
  return mapMembers(attributes, (schema) => readSchemaWords(schema, target));
}

function tagsOf(tags: unknown): readonly unknown[] | undefined {
  return Array.isArray(tags) ? tags.map((tag) => mapIn(tag).name) : undefined;
}

function examplesOf(examples: unknown, isWrapped: boolean): readonly unknown[] | undefined {
  if (!Array.isArray(examples)) return undefined;
  return examples.map((example) => {
    const { payload } = mapIn(example);
    return isWrapped ? mapIn(payload).data : payload;
  });
}
