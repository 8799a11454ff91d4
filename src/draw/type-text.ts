import type { ById } from '../model/architecture.ts';
import type { NamedSchema, Schema } from '../model/schema.ts';

/** The type of a schema in a few words: `string`, `list of OrderLine`, `"eu" or "us"`, `integer or null`. */
export function typeText(schema: Schema, schemas: ById<NamedSchema>): string {
  return describe(schema, schemas, []);
}

const mostValues = 6;

function describe(schema: Schema, schemas: ById<NamedSchema>, path: readonly string[]): string {
  switch (schema.kind) {
    case 'ref': {
      const target = schemas[schema.id];
      if (target === undefined || path.includes(schema.id)) return target?.typeName ?? 'any';
      const text = describe(target.schema, schemas, [...path, schema.id]);
      return text === 'object' || text === 'any' ? target.typeName : text;
    }
    case 'string':
      return schema.loose === true ? 'any' : 'string';
    case 'number':
      return schema.loose === true ? 'any' : schema.integer ? 'integer' : 'number';
    case 'enum': {
      const shown = schema.values.slice(0, mostValues).map((value) => JSON.stringify(value));
      const more = schema.values.length - shown.length;
      return joinOr(more === 0 ? shown : [...shown, `${more} more`]);
    }
    case 'array': {
      if (schema.loose === true) return 'any';
      if (schema.prefix !== undefined) {
        return `list of ${schema.prefix.map((item) => describe(item, schemas, path)).join(', ')}`;
      }
      const item = schema.items === undefined ? 'any' : describe(schema.items, schemas, path);
      return item === 'any' ? 'list' : `list of ${item}`;
    }
    case 'object': {
      if (schema.loose === true && schema.properties.length === 0) return 'any';
      const { additional } = schema;
      const isMap = schema.properties.length === 0 && additional !== undefined && additional.kind !== 'never';
      const member = isMap ? describe(additional, schemas, path) : 'any';
      return member === 'any' ? 'object' : `map of ${member}`;
    }
    case 'union':
      return joinOr([...new Set(schema.of.map((branch) => describe(branch, schemas, path)))]);
    case 'intersection': {
      const said = schema.of.map((part) => describe(part, schemas, path)).filter((text) => text !== 'any');
      const plain = said.filter((text) => text !== 'object');
      return plain[0] ?? said[0] ?? 'any';
    }
    case 'boolean':
    case 'null':
      return schema.kind;
    case 'never':
      return 'nothing';
    case 'any':
    case 'not':
    case 'conditional':
      return 'any';
  }
}

function joinOr(texts: readonly string[]): string {
  if (texts.includes('any')) return 'any';
  return texts.join(' or ');
}
