import { placeAt } from '../../diagnostics/diagnostic.ts';
import { isMap } from '../is-map.ts';
import type { Message, MessageExample, WrittenSchema } from './document.ts';
import { cloudEventModes } from './envelope.ts';
import {
  type Fields,
  fieldsOf,
  itemsIn,
  layeredBindings,
  layersOf,
  layerWith,
  memberOf,
  nameIn,
  tagsIn,
  textIn,
} from './fields.ts';
import type { Located, References } from './references.ts';
import { schemaFormatOf } from './schema-format.ts';

/** A message with the traits merged; its key and uses are given by who names it. */
export type ReadMessage = Omit<Message, 'key' | 'uses'>;

/** Reads a message object of either major version. */
export function readMessage(message: Fields, major: 2 | 3, references: References): ReadMessage {
  const layers = layersOf(message, major, references);
  const text = (key: string): string | undefined => {
    const layer = layerWith(layers, key);
    return layer === undefined ? undefined : textIn(layer, key);
  };
  const payload = memberOf(message, 'payload');
  const ownFormat = major === 2 ? textIn(message, 'schemaFormat') : undefined;
  const schema = payload === undefined ? undefined : readSchema(payload, ownFormat, major, references);
  const idLayer = major === 2 ? layerWith(layers, 'messageId') : undefined;
  const id = idLayer === undefined ? undefined : nameIn(idLayer, 'messageId');
  const correlation = layerWith(layers, 'correlationId');
  const headers = layers.flatMap((layer) => {
    const written = memberOf(layer, 'headers');
    return written === undefined ? [] : [readSchema(written, undefined, major, references).schema];
  });
  return {
    ...(id === undefined ? {} : { id }),
    ...optional('name', text('name')),
    ...optional('title', text('title')),
    ...optional('summary', text('summary')),
    ...optional('description', text('description')),
    ...optional('contentType', text('contentType')),
    ...optional('schemaFormat', schema?.written),
    ...optional('payload', schema?.schema),
    headers,
    ...optional('cloudEvent', cloudEventModes(schema?.schema, headers, references)),
    ...optional(
      'correlationId',
      correlation === undefined ? undefined : readCorrelation(correlation, references),
    ),
    examples: layers.flatMap((layer) => itemsIn(layer, 'examples').flatMap(readExample)),
    tags: layers.flatMap((layer) => tagsIn(layer, references)),
    deprecated: message.map.deprecated === true || message.map['x-deprecated'] === true,
    bindings: layeredBindings(layers, references),
    at: message.at,
  };
}

/** A payload or headers; 3.x may wrap a schema of another language in `{ schemaFormat, schema }`, here or where it refers to. */
function readSchema(
  located: Located,
  format: string | undefined,
  major: 2 | 3,
  references: References,
): { schema: WrittenSchema; written?: string } {
  const wrapped = major === 3 ? multiFormatSchema(located, references) : undefined;
  if (wrapped !== undefined) return wrapped;
  const { value, at } = located;
  return { schema: { value, at, format: schemaFormatOf(format) }, ...optional('written', format) };
}

/**
 * What a Multi Format Schema Object holds (asyncapi.com/docs/reference/specification/v3.0.0), also where it refers to
 * another one; of all else undefined.
 */
function multiFormatSchema(
  located: Located,
  references: References,
  depth = 0,
): { schema: WrittenSchema; written: string } | undefined {
  const found = references.follow(located);
  if (found === undefined || !isMap(found.value) || depth > deepest) return undefined;
  const { schemaFormat, schema } = found.value;
  if (typeof schemaFormat !== 'string' || schema === undefined) return undefined;
  const inner: Located = { value: schema, at: placeAt(found.at, 'schema') };
  const own = { schema: { ...inner, format: schemaFormatOf(schemaFormat) }, written: schemaFormat };
  return multiFormatSchema(inner, references, depth + 1) ?? own;
}

/** Such objects refer to each other once at most, unless in a circle. */
const deepest = 4;

function readCorrelation(layer: Fields, references: References): Message['correlationId'] {
  const written = memberOf(layer, 'correlationId');
  const correlation = written === undefined ? undefined : fieldsOf(written, references);
  const location = correlation === undefined ? undefined : textIn(correlation, 'location');
  return correlation === undefined || location === undefined
    ? undefined
    : { location, at: placeAt(correlation.at, 'location') };
}

function readExample({ value, at }: Located): MessageExample[] {
  if (!isMap(value)) return [];
  const { payload, headers } = value;
  if (payload === undefined && headers === undefined) return [];
  return [{ ...optional('payload', payload), ...optional('headers', headers), at }];
}

function optional<K extends string, V>(key: K, value: V | undefined): { [P in K]?: V } {
  return value === undefined ? {} : ({ [key]: value } as { [P in K]: V });
}
