import { brokerTypes, factsOf } from '../delivery/broker-facts.ts';
import { onKey } from '../diagnostics/diagnostic.ts';
import type { ById, EventContract } from '../model/architecture.ts';
import type { NamedSchema, Schema } from '../model/schema.ts';
import { resolveTopic } from '../model/settings.ts';
import { defineRule } from './rule.ts';

export const messageSize = defineRule({
  id: 'message-size',
  title: 'The largest event fits into a message',
  topic: 'schema',
  severity: { minimal: 'off', recommended: 'warning', strict: 'warning', imported: 'off' },
  start: () => {
    const known = new Map<string, number>();
    const smallestLimit = Math.min(...brokerTypes.map((type) => factsOf(type).messageBytes ?? Infinity));
    return {
      event(event, { architecture, report }) {
        if (event.dataFormat === 'other') return;
        const size = largest(event.data, architecture.schemas, known, 0);
        if (size <= smallestLimit) return;
        const topic = architecture.topics[event.topic];
        if (topic === undefined) return;
        for (const environment of Object.values(architecture.environments)) {
          const { broker } = resolveTopic(architecture, topic, environment.name).values;
          const type = environment.brokers[broker]?.type;
          const limit = type === undefined ? undefined : factsOf(type).messageBytes;
          if (limit === undefined || size <= limit) continue;
          report(finding(event, size, limit, `${type} in ${environment.name}`));
          return;
        }
      },
    };
  },
});

function finding(event: EventContract, size: number, limit: number, where: string) {
  return {
    message: `${event.name} may have ${kib(size)} or more, and a message on ${where} has ${kib(limit)} at most`,
    help: 'lower `maxLength` and `maxItems`, or send where the content lies instead of the content',
    at: onKey(event.at),
  };
}

function kib(bytes: number): string {
  return bytes < 1024 * 1024 ? `${Math.ceil(bytes / 1024)} KiB` : `${(bytes / 1024 / 1024).toFixed(1)} MiB`;
}

/**
 * Bytes of the largest value that a schema lets through, as JSON, of what it limits: texts and lists without a limit
 * count nothing, so that the answer is never too large. A character is one byte.
 */
function largest(
  schema: Schema,
  schemas: ById<NamedSchema>,
  known: Map<string, number>,
  depth: number,
): number {
  if (depth > 30) return 0;
  const inner = (part: Schema): number => largest(part, schemas, known, depth + 1);
  switch (schema.kind) {
    case 'ref': {
      const before = known.get(schema.id);
      if (before !== undefined) return before;
      // A schema that contains itself counts once.
      known.set(schema.id, 0);
      const target = schemas[schema.id];
      const size = target === undefined ? 0 : inner(target.schema);
      known.set(schema.id, size);
      return size;
    }
    case 'string':
      return schema.maxLength === undefined ? 2 : schema.maxLength + 2;
    case 'enum':
      return Math.max(0, ...schema.values.map((value) => JSON.stringify(value)?.length ?? 0));
    case 'array': {
      const prefix = (schema.prefix ?? []).map(inner);
      const rest = Math.max(0, (schema.maxItems ?? 0) - prefix.length);
      return (
        prefix.reduce((sum, size) => sum + size + 1, 2) +
        rest * (schema.items === undefined ? 0 : inner(schema.items) + 1)
      );
    }
    case 'object':
      return schema.properties.reduce(
        (sum, property) => sum + property.name.length + 4 + inner(property.schema),
        2,
      );
    case 'union':
      return Math.max(0, ...schema.of.map(inner));
    case 'intersection':
      return intersectionSize(schema.of, inner);
    default:
      return 1;
  }
}

/** A text with a limit in one part and a format in another is one text; parts of an object may overlap. */
function intersectionSize(parts: readonly Schema[], inner: (part: Schema) => number): number {
  const choice = parts.find(({ kind }) => kind === 'enum');
  return choice === undefined ? Math.max(0, ...parts.map(inner)) : inner(choice);
}
