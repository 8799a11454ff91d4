import { placeAt } from '../../diagnostics/diagnostic.ts';
import { isMap } from '../is-map.ts';
import type { CloudEventModes, Message, WrittenSchema } from './document.ts';
import type { Located, References } from './references.ts';

/** How a message is a CloudEvent (cloudevents.io, spec 1.0.2 and the protocol bindings). */
export interface CloudEventEnvelope {
  /** `structured`: the payload is the envelope; `binary`: the attributes are headers. */
  readonly mode: 'structured' | 'binary';
  /** Structured: the schema of `data`, where the payload describes it. */
  readonly data?: Located;
  /** The one value of `type`, where there is one. */
  readonly type?: string;
}

/** The attributes that every CloudEvent has. */
const required = ['specversion', 'id', 'source', 'type'] as const;

/** Header prefixes of the binary mode: Kafka, HTTP, AMQP (two spellings), MQTT 5 and NATS. */
const prefixes = ['ce_', 'ce-', 'cloudEvents:', 'cloudEvents_', ''] as const;

/** Whether a message is a CloudEvent, by its payload, content type or headers. */
export function envelopeOf(message: Message, references: References): CloudEventEnvelope | undefined {
  const { payload } = message;
  if (payload?.format === 'json') {
    if (requiresAll(payload, references)) {
      const members = membersOf(payload, references);
      const type = constantOf(members.properties.get('type'), references);
      const data = members.properties.get('data');
      return {
        mode: 'structured',
        ...(data === undefined ? {} : { data }),
        ...(type === undefined ? {} : { type }),
      };
    }
  }
  for (const headers of message.headers) {
    if (headers.format !== 'json') continue;
    const { properties } = membersOf(headers, references);
    const prefix = prefixes.find((candidate) =>
      required.every((name) => properties.has(`${candidate}${name}`)),
    );
    if (prefix === undefined) continue;
    const type = constantOf(properties.get(`${prefix}type`), references);
    return { mode: 'binary', ...(type === undefined ? {} : { type }) };
  }
  return undefined;
}

/** The modes in which a message is a CloudEvent; undefined: it is none. */
export function cloudEventModes(
  payload: WrittenSchema | undefined,
  headers: readonly WrittenSchema[],
  references: References,
): CloudEventModes | undefined {
  const structured = payload?.format === 'json' && requiresAll(payload, references);
  const binary = headers.some((one) => {
    if (one.format !== 'json') return false;
    const { properties } = membersOf(one, references);
    return prefixes.some((prefix) => required.every((name) => properties.has(`${prefix}${name}`)));
  });
  return structured || binary ? { structured, binary } : undefined;
}

/**
 * Tells headers that carry attributes of CloudEvents from others.
 * @param names of all headers of a message in the binary mode
 * @returns undefined where they carry no CloudEvent
 */
export function cloudEventHeaderPrefix(names: readonly string[]): ((name: string) => boolean) | undefined {
  const prefix = prefixes.find((candidate) =>
    required.every((name) => names.includes(`${candidate}${name}`)),
  );
  if (prefix === undefined) return undefined;
  if (prefix !== '') return (name) => name.startsWith(prefix);
  return (name) => required.some((one) => one === name) || optional.has(name);
}

/** The attributes that a CloudEvent may have. */
const optional = new Set(['datacontenttype', 'dataschema', 'subject', 'time']);

/** Whether an object schema asks for every attribute. Most payloads do not, and are not looked at any further. */
function requiresAll(schema: Located, references: References): boolean {
  const missing = new Set<string>(required);
  const visit = (located: Located, depth: number): void => {
    const found = references.follow(located);
    if (found === undefined || !isMap(found.value) || depth > mostParts) return;
    const { value, at } = found;
    if (Array.isArray(value.required)) for (const name of value.required) missing.delete(String(name));
    if (Array.isArray(value.allOf)) {
      for (const [index, part] of value.allOf.entries())
        visit({ value: part, at: placeAt(at, 'allOf', index) }, depth + 1);
    }
  };
  visit(schema, 0);
  return missing.size === 0;
}

/** Deeper nesting of `allOf` than this says nothing about an envelope. */
const mostParts = 8;

/** Properties and required names of an object schema, its own and those of `allOf`. */
export function membersOf(
  schema: Located,
  references: References,
): { properties: Map<string, Located>; required: Set<string> } {
  const properties = new Map<string, Located>();
  const names = new Set<string>();
  const visit = (located: Located, depth: number): void => {
    const found = references.follow(located);
    if (found === undefined || !isMap(found.value) || depth > mostParts) return;
    const { value, at } = found;
    if (isMap(value.properties)) {
      for (const name of Object.keys(value.properties)) {
        if (!properties.has(name))
          properties.set(name, { value: value.properties[name], at: placeAt(at, 'properties', name) });
      }
    }
    if (Array.isArray(value.required)) for (const name of value.required) names.add(String(name));
    if (Array.isArray(value.allOf)) {
      for (const [index, part] of value.allOf.entries())
        visit({ value: part, at: placeAt(at, 'allOf', index) }, depth + 1);
    }
  };
  visit(schema, 0);
  return { properties, required: names };
}

function constantOf(located: Located | undefined, references: References): string | undefined {
  const found = located === undefined ? undefined : references.follow(located);
  if (found === undefined || !isMap(found.value)) return undefined;
  const { const: constant, enum: values } = found.value;
  if (typeof constant === 'string') return constant;
  const only: unknown = Array.isArray(values) && values.length === 1 ? values[0] : undefined;
  return typeof only === 'string' ? only : undefined;
}
