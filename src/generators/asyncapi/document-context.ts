import type { Architecture, EventContract } from '../../model/architecture.ts';
import type { ArchitectureIndex } from '../../model/query.ts';
import type { Schema } from '../../model/schema.ts';
import { printAsyncApiSchema } from '../../print/asyncapi-schema.ts';
import type { LanguageMap } from '../../print/eda/language-value.ts';
import { createSchemaNames, type SchemaNames } from '../../print/eda/schema-names.ts';
import { type JsonSchema, printJsonSchema } from '../../print/json-schema.ts';
import { type ComponentKeys, createComponentKeys } from './component-keys.ts';

/** What all documents of a design share. Parts that several documents hold are made once. */
export interface DocumentContext {
  readonly architecture: Architecture;
  readonly index: ArchitectureIndex;
  readonly names: SchemaNames;
  readonly messageKeys: ComponentKeys;
  readonly channelKeys: ComponentKeys;
  /** Key of the component that describes the attributes of every CloudEvent. */
  readonly envelopeKey: string;
  /** A schema in AsyncAPI's words; refers to `#/components/schemas/…`. */
  toSchema(schema: Schema): JsonSchema;
  /** Remembers what is made of an event, for the next document that holds it. */
  once(event: EventContract, make: () => LanguageMap): LanguageMap;
}

export function createDocumentContext(architecture: Architecture, index: ArchitectureIndex): DocumentContext {
  const names = createSchemaNames(architecture);
  const taken = new Set(Object.keys(architecture.schemas).map((id) => names.nameOf(id)));
  const made = new Map<EventContract, LanguageMap>();
  return {
    architecture,
    index,
    names,
    messageKeys: createComponentKeys(Object.keys(architecture.events)),
    channelKeys: createComponentKeys(Object.keys(architecture.topics)),
    envelopeKey: ['CloudEvent', 'CloudEventEnvelope'].find((key) => !taken.has(key)) ?? 'CloudEvent_',
    toSchema: (schema) =>
      printAsyncApiSchema(
        printJsonSchema(schema, { refTo: (id) => `#/components/schemas/${names.nameOf(id) ?? id}` }),
      ),
    once: (event, make) => {
      const before = made.get(event);
      if (before !== undefined) return before;
      const value = make();
      made.set(event, value);
      return value;
    },
  };
}
