import type { Architecture, Compatibility, EventContract } from '../model/architecture.ts';
import { pascalCase, snakeCase } from '../model/names.ts';
import { schemasOf } from '../model/query.ts';
import { resolveTopic } from '../model/settings.ts';
import { placeholdersOf } from '../model/template.ts';
import { printDraft07 } from '../print/asyncapi-schema.ts';
import { type AvroResult, printAvroSchema } from '../print/avro-schema.ts';
import { printBundledJsonSchema } from '../print/json-schema.ts';

/** Levels of a Confluent-compatible registry. */
export type CompatibilityLevel =
  | 'NONE'
  | 'BACKWARD'
  | 'BACKWARD_TRANSITIVE'
  | 'FORWARD'
  | 'FORWARD_TRANSITIVE'
  | 'FULL'
  | 'FULL_TRANSITIVE';

/** What the registry should know: one subject with the schema of one event's data. */
export interface Subject {
  /** `<topic>-value`, or the record's name. */
  readonly name: string;
  readonly event: string;
  readonly schemaType: 'JSON' | 'AVRO';
  /** As text: what the registry stores. */
  readonly schema: string;
  readonly level: CompatibilityLevel;
}

/** An event without a subject, and why, in a sentence. */
export interface SkippedEvent {
  readonly event: string;
  readonly why: string;
  /** True: the design asks for something that cannot be. */
  readonly wrong: boolean;
}

/**
 * Subjects of an environment, by name. Events that nobody of the system publishes belong to others' registries.
 * By topic (TopicNameStrategy): `<address>-value`, one event a topic; by record: the event's name, for Avro the full
 * name of its record.
 */
export function subjectsOf(
  architecture: Architecture,
  environment: string,
  strategy: 'topic' | 'record',
): { readonly subjects: readonly Subject[]; readonly skipped: readonly SkippedEvent[] } {
  const own = new Set(
    Object.values(architecture.services)
      .filter(({ external }) => !external)
      .flatMap(({ publications }) => publications.map(({ event }) => event)),
  );
  const subjects = new Map<string, Subject>();
  const skipped: SkippedEvent[] = [];
  const skip = (event: string, why: string, wrong = false): void => void skipped.push({ event, why, wrong });
  for (const event of Object.values(architecture.events)) {
    if (!own.has(event.name)) {
      skip(event.name, 'no service of the system publishes it');
      continue;
    }
    const made = schemaOfSubject(event, architecture, environment);
    if ('why' in made) {
      skip(event.name, made.why, made.wrong);
      continue;
    }
    const { schema, schemaType } = made;
    const name =
      strategy === 'record'
        ? recordNameOf(event, schemaType, schema)
        : topicSubject(event, architecture, environment);
    if (typeof name !== 'string') {
      skip(event.name, name.why, name.wrong);
      continue;
    }
    const known = subjects.get(name);
    if (known !== undefined) {
      skip(
        event.name,
        `${name} is the subject of ${known.event} already; by record each has its own: registry.strategy: record`,
        true,
      );
      continue;
    }
    subjects.set(name, {
      name,
      event: event.name,
      schemaType,
      schema,
      level: levelOf(event.compatibility),
    });
  }
  return { subjects: [...subjects.values()].sort((a, b) => (a.name < b.name ? -1 : 1)), skipped };
}

function topicSubject(
  event: EventContract,
  architecture: Architecture,
  environment: string,
): string | { readonly why: string; readonly wrong: boolean } {
  const topic = architecture.topics[event.topic];
  if (topic === undefined) return { why: `it has no topic`, wrong: false };
  const { address } = resolveTopic(architecture, topic, environment).values;
  if (placeholdersOf(address).length > 0)
    return { why: `its address ${address} is made of parameters: a subject by topic is not`, wrong: false };
  return `${address}-value`;
}

function recordNameOf({ name }: EventContract, type: Subject['schemaType'], schema: string): string {
  if (type !== 'AVRO') return name;
  const record: unknown = JSON.parse(schema);
  if (typeof record !== 'object' || record === null) return name;
  const { namespace, name: own } = record as { readonly namespace?: unknown; readonly name?: unknown };
  if (typeof own !== 'string') return name;
  return own.includes('.') || typeof namespace !== 'string' ? own : `${namespace}.${own}`;
}

type SubjectSchema =
  | { readonly schema: string; readonly schemaType: Subject['schemaType'] }
  | Pick<SkippedEvent, 'why' | 'wrong'>;

/** Avro where the data are written in it or the topic carries it, else JSON Schema. */
function schemaOfSubject(
  event: EventContract,
  architecture: Architecture,
  environment: string,
): SubjectSchema {
  const topic = architecture.topics[event.topic];
  const encoding =
    topic === undefined ? 'json' : resolveTopic(architecture, topic, environment).values.encoding;
  if (event.dataFormat === 'json-schema' && encoding === 'avro') {
    const avro = avroOf(event, architecture);
    return avro.ok
      ? { schema: JSON.stringify(avro.avro), schemaType: 'AVRO' }
      : { why: `its topic carries Avro, which has no word for it: ${avro.why}`, wrong: true };
  }
  const schema = schemaTextOf(event, architecture);
  if (schema === undefined) return { why: 'its data has no schema that a registry takes', wrong: false };
  return { schema, schemaType: event.dataFormat === 'avro' ? 'AVRO' : 'JSON' };
}

/** An event's data as an Avro record: `sales.order.placed` of `shop` → `shop.sales.OrderPlaced`. */
function avroOf(event: EventContract, architecture: Architecture): AvroResult {
  const { domain, entity, action, major } = event;
  const version = major === 1 ? '' : `V${major}`;
  return printAvroSchema(event.data, {
    name: pascalCase(`${entity}.${action}`) + version,
    namespace: [architecture.system.name, domain].map(snakeCase).join('.'),
    typeName: (id) => architecture.schemas[id]?.typeName ?? id,
    schemaOf: (id) => schemasOf(architecture).schemaOf(id),
  });
}

/** The schema with all that it refers to; Avro as it was written. */
function schemaTextOf(event: EventContract, architecture: Architecture): string | undefined {
  if (event.dataFormat === 'avro') {
    const source = event.data.kind === 'ref' ? architecture.schemas[event.data.id]?.avro : undefined;
    return source === undefined ? undefined : JSON.stringify(source);
  }
  if (event.dataFormat !== 'json-schema') return undefined;
  const lookup = schemasOf(architecture);
  const printed = printBundledJsonSchema(event.data, {
    typeName: (id) => architecture.schemas[id]?.typeName ?? id,
    schemaOf: (id) => lookup.schemaOf(id),
  });
  // Registries that know no later draft than 7 fail on one, instead of refusing it.
  const older = printDraft07(printed);
  const keywords = older ?? printed;
  return JSON.stringify({
    $schema:
      older === undefined
        ? 'https://json-schema.org/draft/2020-12/schema'
        : 'http://json-schema.org/draft-07/schema#',
    title: event.name,
    ...(keywords === false ? { not: {} } : keywords),
  });
}

function levelOf({ direction, transitive }: Compatibility): CompatibilityLevel {
  const level = { backward: 'BACKWARD', forward: 'FORWARD', full: 'FULL', none: 'NONE' } as const;
  const word = level[direction];
  return word === 'NONE' || !transitive ? word : `${word}_TRANSITIVE`;
}
