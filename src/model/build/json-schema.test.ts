import { expect, test } from 'vitest';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { loadDesign } from '../../pipeline.ts';
import { createMemoryFiles } from '../../spec/project-files.ts';

/** What is said of a design whose event carries data of a schema. */
function faultsOf(schema: string): readonly Diagnostic[] {
  const text = `eda: 1
system: shop
domains: { sales: { owner: sales-team } }
events:
  sales.order.placed: { data: { type: object, properties: { one: ${schema} } } }
`;
  return loadDesign(createMemoryFiles({ 'eda.yaml': text }), 'eda.yaml').diagnostics;
}

test.each([
  [
    '{ type: array, items: { type: string }, uniqueItems: yes }',
    'uniqueItems: yes is not true or false',
    'true',
  ],
  ['{ type: string, deprecated: on }', 'deprecated: on is not true or false', 'true'],
  ["{ type: string, readOnly: 'true' }", 'readOnly: true is not true or false', 'true'],
  ['{ type: string, writeOnly: no }', 'writeOnly: no is not true or false', 'false'],
  ['{ type: string, x-personal-data: yes }', 'x-personal-data: yes is not true or false', 'true'],
  ['{ type: object, additionalProperties: no }', 'no is not a schema', 'false'],
  ['off', 'off is not a schema', 'false'],
])('a boolean that YAML reads as a text is told: %s', (schema, message, meant) => {
  expect(faultsOf(schema)).toMatchObject([{ code: 'schema-value', message, help: `write \`${meant}\`` }]);
});

test.each([
  ['{ type: string, deprecated: maybe }', 'deprecated: maybe is not true or false', undefined],
  ['{ type: string, deprecated: 1 }', 'deprecated: 1 is not true or false', undefined],
])('and what is no boolean at all: %s', (schema, message, help) => {
  const [fault, ...others] = faultsOf(schema);
  expect(others).toEqual([]);
  expect({ message: fault?.message, help: fault?.help }).toEqual({ message, help });
});

test('what is data may say yes', () => {
  expect(faultsOf("{ type: string, enum: [yes, no, on, off], default: 'no', examples: [yes] }")).toEqual([]);
});

test.each(['title', 'description', '$comment', '$id', '$anchor', '$schema'])('a %s is a text', (keyword) => {
  expect(faultsOf(`{ type: string, ${keyword}: 3 }`)).toMatchObject([
    { code: 'schema-value', message: `${keyword}: 3 is not a text` },
  ]);
});
