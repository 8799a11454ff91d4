import type { EventContract } from '../../model/architecture.ts';
import type { Schema } from '../../model/schema.ts';
import { type LanguageMap, mapOfDefined } from '../../print/eda/language-value.ts';
import { reachedFrom } from '../typescript/schema-references.ts';
import type { DocumentContext } from './document-context.ts';
import { envelopeSchema } from './envelope.ts';
import { messagesOf, wireFormOf } from './messages.ts';

/** What a document holds of the design's schemas. */
export interface DocumentSchemas {
  /** Ids, sorted. */
  readonly ids: readonly string[];
  /** Ids of those whose Avro source stands there as well. */
  readonly avro: readonly string[];
  readonly hasEnvelope: boolean;
}

/** The schemas that events and other values of a document need, directly or through others. */
export function schemasOfDocument(
  context: DocumentContext,
  events: readonly EventContract[],
  others: readonly Schema[],
): DocumentSchemas {
  const { architecture, avroSource } = context;
  const roots: Schema[] = [...others];
  const avro = new Set<string>();
  let hasEnvelope = false;
  for (const event of events) {
    roots.push(...Object.values(event.attributes));
    for (const data of [event.data, ...event.previous.map((previous) => previous.data)]) {
      const form = wireFormOf(context, event, data);
      if (form === 'structured') hasEnvelope = true;
      if (form === 'structured' || form === 'raw') roots.push(data);
      if (data.kind === 'ref' && avroSource(data.id) !== undefined) avro.add(data.id);
    }
  }
  const ids = reachedFrom(roots, architecture.schemas);
  for (const id of ids) {
    const source = avroSource(id);
    if (source !== undefined) avro.add(source.root);
  }
  return { ids, avro: [...avro].sort(), hasEnvelope };
}

/** `components`: messages and schemas of a document. */
export function componentsOf(
  context: DocumentContext,
  events: readonly EventContract[],
  { ids, avro, hasEnvelope }: DocumentSchemas,
): LanguageMap {
  const { architecture, names, avroSource } = context;
  const messages = Object.fromEntries(events.flatMap((event) => Object.entries(messagesOf(context, event))));
  const schemas: [string, unknown][] = [];
  for (const id of ids) {
    const named = architecture.schemas[id];
    if (named === undefined) continue;
    const { schema } = context.once(named, () => ({ schema: namedSchema(context, id, named.schema) }));
    schemas.push([names.nameOf(id) ?? id, schema]);
  }
  for (const id of avro) {
    const source = avroSource(id);
    if (source === undefined) continue;
    schemas.push([
      source.key,
      {
        schemaFormat: 'application/vnd.apache.avro;version=1.9.0',
        schema: architecture.schemas[source.root]?.avro,
        'x-eda': { file: source.file },
      },
    ]);
  }
  // By name: what a schema's file is called, and where, makes no difference.
  schemas.sort(([a], [b]) => (a < b ? -1 : 1));
  if (hasEnvelope) schemas.unshift([context.envelopeKey, { ...envelopeSchema, 'x-eda': { envelope: true } }]);
  return mapOfDefined([
    ['messages', Object.keys(messages).length === 0 ? undefined : messages],
    ['schemas', schemas.length === 0 ? undefined : Object.fromEntries(schemas)],
  ]);
}

/** What was read from Avro says so: its source is the file. */
function namedSchema(context: DocumentContext, id: string, schema: Schema): unknown {
  const printed = context.toSchema(schema);
  const source = context.avroSource(id);
  if (source === undefined || printed === false) return printed;
  return { ...printed, 'x-eda': { file: source.file } };
}
