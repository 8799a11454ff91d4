import { expect, it } from 'vitest';
import { readJsonSchema } from './build/json-schema.ts';
import { findPath } from './find-path.ts';
import type { Schema } from './schema.ts';

function read(schema: unknown): Schema {
  return readJsonSchema(schema, [], {
    file: 'test',
    dialect: { draft07: false, lenient: false },
    report: () => undefined,
    resolveRef: (ref) => ref,
  });
}

const node = { type: 'object', required: ['id'], properties: { id: {}, next: { $ref: 'Node' } } };
const schemas = {
  Node: { id: 'Node', typeName: 'Node', schema: read(node), at: { file: 'test', path: [] } },
  Loop: {
    id: 'Loop',
    typeName: 'Loop',
    schema: read({ anyOf: [{ $ref: 'Loop' }, {}] }),
    at: { file: 'test', path: [] },
  },
};

const object = (properties: object, required: string[] = Object.keys(properties), more = {}) => ({
  type: 'object',
  properties,
  required,
  ...more,
});

it.each<[string, unknown, string, string]>([
  ['required', object({ a: { type: 'string' } }), 'a', 'always'],
  ['optional', object({ a: {} }, []), 'a', 'sometimes'],
  ['not there', object({ a: {} }), 'b', 'never'],
  ['nested', object({ a: object({ b: {} }) }), 'a.b', 'always'],
  ['optional on the way', object({ a: object({ b: {} }) }, []), 'a.b', 'sometimes'],
  ['below a scalar', object({ a: { type: 'string' } }), 'a.b', 'never'],
  ['below anything', object({ a: {} }), 'a.b', 'unknown'],
  ['anything', {}, 'a', 'unknown'],
  ['through a reference', object({ a: { $ref: 'Node' } }), 'a.id', 'always'],
  ['round a cycle', object({ a: { $ref: 'Node' } }), 'a.next.next.id', 'sometimes'],
  ['round a cycle, not there', object({ a: { $ref: 'Node' } }), 'a.next.next.no', 'never'],
  ['a loop without steps', { $ref: 'Loop' }, 'a', 'unknown'],
  [
    'nullable on the way',
    object({ a: { anyOf: [object({ b: {} }), { type: 'null' }] } }),
    'a.b',
    'sometimes',
  ],
  ['in every alternative', { oneOf: [object({ a: {}, b: {} }), object({ a: {} })] }, 'a', 'always'],
  ['in one alternative', { oneOf: [object({ a: {}, b: {} }), object({ a: {} })] }, 'b', 'sometimes'],
  ['in one part', { allOf: [object({ a: {} }, []), { required: ['a'] }] }, 'a', 'always'],
  ['additional by name', object({}, [], { additionalProperties: { type: 'string' } }), 'a', 'sometimes'],
  ['closed', object({}, [], { additionalProperties: false }), 'a', 'never'],
  ['by pattern', object({}, [], { patternProperties: { '^x-': {} } }), 'x-a', 'sometimes'],
  ['items', object({ lines: { type: 'array', items: object({ sku: {} }) } }), 'lines.*.sku', 'always'],
  [
    'items, not there',
    object({ lines: { type: 'array', items: object({ sku: {} }) } }),
    'lines.*.no',
    'never',
  ],
  ['under a condition', { type: 'object', if: {}, then: object({ a: {} }) }, 'a', 'sometimes'],
])('%s', (_, schema, path, presence) => {
  expect(findPath(read(schema), path.split('.'), schemas)).toBe(presence);
});
