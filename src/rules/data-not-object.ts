import type { ById } from '../model/architecture.ts';
import type { NamedSchema, Schema } from '../model/schema.ts';
import { defineRule } from './rule.ts';

export const dataNotObject = defineRule({
  id: 'data-not-object',
  title: 'The data of an event is an object',
  topic: 'schema',
  severity: { minimal: 'error', recommended: 'error', strict: 'error', imported: 'info' },
  visit: {
    event(event, { architecture, report }) {
      if (event.dataFormat === 'other' || isObject(event.data, architecture.schemas, new Set())) return;
      report({
        message: `the data of ${event.name} ${describe(event.data)}`,
        help: 'write `type: object` with `properties`: only an object can take another field later',
        at: event.dataAt,
      });
    },
  },
});

/** True where every value that the schema accepts is an object, or nobody can tell: a reference leads nowhere. */
function isObject(schema: Schema, schemas: ById<NamedSchema>, seen: Set<string>): boolean {
  switch (schema.kind) {
    case 'object':
      return schema.loose !== true;
    case 'enum':
      return schema.values.every(
        (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
      );
    case 'ref': {
      const target = schemas[schema.id];
      if (target === undefined || seen.has(schema.id)) return true;
      return isObject(target.schema, schemas, new Set([...seen, schema.id]));
    }
    case 'union':
      return schema.of.every((part) => isObject(part, schemas, seen));
    case 'intersection':
      return schema.of.some((part) => isObject(part, schemas, seen));
    case 'any':
      return schema.unresolved === true;
    default:
      return false;
  }
}

function describe(schema: Schema): string {
  switch (schema.kind) {
    case 'object':
      return 'may be anything: it has no `type: object`';
    case 'array':
      return 'is a list, not an object';
    case 'string':
    case 'number':
    case 'boolean':
      return `is a ${schema.kind}, not an object`;
    default:
      return 'may be something other than an object';
  }
}
