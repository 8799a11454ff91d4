import type { Architecture } from '../../model/architecture.ts';
import type { ArchitectureIndex } from '../../model/query.ts';
import type { Schema } from '../../model/schema.ts';
import { printAsyncApiSchema } from '../../print/asyncapi-schema.ts';
import type { LanguageMap } from '../../print/eda/language-value.ts';
import { createSchemaNames, type SchemaNames } from '../../print/eda/schema-names.ts';
import { type JsonSchema, printJsonSchema } from '../../print/json-schema.ts';
import type { PrintedParts } from '../../print/yaml.ts';
import { createAvroSources, type FindAvroSource } from './avro-sources.ts';
import { type ComponentKeys, createComponentKeys } from './component-keys.ts';

/** What all documents of a design share. Parts that several documents hold are made once. */
export interface DocumentContext {
  readonly architecture: Architecture;
  readonly index: ArchitectureIndex;
  readonly names: SchemaNames;
  readonly avroSource: FindAvroSource;
  readonly messageKeys: ComponentKeys;
  readonly channelKeys: ComponentKeys;
  /** Key of the component that describes the attributes of every CloudEvent. */
  readonly envelopeKey: string;
  /** A schema in AsyncAPI's words; refers to `#/components/schemas/…`. */
  toSchema(schema: Schema): JsonSchema;
  /** Remembers what is made of an event or a schema, for the next document that holds it. */
  once(part: object, make: () => LanguageMap): LanguageMap;
  /** Remembers a channel by what it holds. */
  onceChannel(key: string, make: () => LanguageMap): LanguageMap;
  /** Texts of what several documents hold. */
  readonly parts: PrintedParts;
}

export function createDocumentContext(architecture: Architecture, index: ArchitectureIndex): DocumentContext {
  const names = createSchemaNames(architecture);
  const taken = new Set(Object.keys(architecture.schemas).map((id) => names.nameOf(id)));
  const made = new Map<object, LanguageMap>();
  const channels = new Map<string, LanguageMap>();
  const parts: PrintedParts = new WeakMap();
  return {
    architecture,
    index,
    names,
    avroSource: createAvroSources(architecture, names),
    messageKeys: createComponentKeys(Object.keys(architecture.events)),
    channelKeys: createComponentKeys(Object.keys(architecture.topics)),
    envelopeKey: ['CloudEvent', 'CloudEventEnvelope'].find((key) => !taken.has(key)) ?? 'CloudEvent_',
    toSchema: (schema) =>
      printAsyncApiSchema(
        printJsonSchema(schema, { refTo: (id) => `#/components/schemas/${names.nameOf(id) ?? id}` }),
      ),
    parts,
    onceChannel: (key, make) => {
      const before = channels.get(key);
      if (before !== undefined) return before;
      const channel = make();
      channels.set(key, channel);
      parts.set(channel, undefined);
      return channel;
    },
    once: (part, make) => {
      const before = made.get(part);
      if (before !== undefined) return before;
      const value = make();
      made.set(part, value);
      for (const member of Object.values(value))
        if (typeof member === 'object' && member !== null) parts.set(member, undefined);
      return value;
    },
  };
}
