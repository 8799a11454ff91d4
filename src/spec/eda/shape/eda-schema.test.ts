import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, test } from 'vitest';

interface Node {
  readonly [keyword: string]: unknown;
}

const schema = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../../../specs/schema/eda.schema.json'), 'utf8'),
) as Node;
const nodes = [...walk(schema, '')];

test('the schema is valid 2020-12, by the meta-schema', () => {
  const ajv = new Ajv2020({ strict: false });
  expect(ajv.validateSchema(schema), JSON.stringify(ajv.errors)).toBe(true);
});

test('every key, and every definition, has a description', () => {
  const silent = nodes.filter(({ pointer, node }) => isKey(pointer) && descriptionOf(node) === '');
  expect(silent.map(({ pointer }) => pointer)).toEqual([]);
});

test('descriptions are sentences', () => {
  const odd = nodes.filter(
    ({ node }) => typeof node.description === 'string' && !/[.…]$/.test(node.description),
  );
  expect(odd.map(({ pointer }) => pointer)).toEqual([]);
});

test('every map is strict: it says what else may stand in it', () => {
  const loose = nodes.filter(
    ({ node }) =>
      node.properties !== undefined &&
      node.type !== undefined &&
      node.additionalProperties !== false &&
      typeof node.additionalProperties !== 'object',
  );
  expect(loose.map(({ pointer }) => pointer)).toEqual([]);
});

test('examples and defaults are valid', () => {
  const ajv = new Ajv2020({ strict: false });
  ajv.addSchema(schema);
  let count = 0;
  for (const { pointer, node } of nodes) {
    const examples = [
      ...((node.examples as unknown[] | undefined) ?? []),
      ...('default' in node ? [node.default] : []),
    ];
    if (examples.length === 0) continue;
    const validate = ajv.compile({ $ref: `${schema.$id}#${encodeURI(pointer)}` });
    for (const example of examples) {
      count++;
      expect(
        validate(example),
        `${pointer}: ${JSON.stringify(example)}: ${ajv.errorsText(validate.errors)}`,
      ).toBe(true);
    }
  }
  expect(count).toBeGreaterThan(100);
});

test('a default is told in the description too, for editors that do not show it', () => {
  const untold = nodes.filter(
    ({ node }) => 'default' in node && !String(node.description).includes('Default'),
  );
  expect(untold.map(({ pointer }) => pointer)).toEqual([]);
});

/** Every schema within a schema, with its pointer; not what stands in examples and constants. */
function* walk(node: Node, pointer: string): Generator<{ readonly pointer: string; readonly node: Node }> {
  yield { pointer, node };
  for (const [keyword, value] of Object.entries(node)) {
    if (['examples', 'default', 'const', 'enum', 'required', 'type'].includes(keyword)) continue;
    if (typeof value !== 'object' || value === null) continue;
    const inner = `${pointer}/${keyword}`;
    if (keyword === 'properties' || keyword === '$defs' || Array.isArray(value)) {
      for (const [name, child] of Object.entries(value)) {
        if (typeof child === 'object') yield* walk(child as Node, `${inner}/${name}`);
      }
    } else yield* walk(value as Node, inner);
  }
}

/** Keys of maps and definitions; conditions only repeat keys. */
function isKey(pointer: string): boolean {
  return (
    /\/(properties|\$defs|additionalProperties|items)(\/[^/]+)?$/.test(pointer) &&
    !/\/(if|then|else)\//.test(pointer)
  );
}

function descriptionOf(node: Node): string {
  if (typeof node.description === 'string') return node.description;
  const ref = String(node.$ref ?? '').replace(/^#/, '');
  return nodes.some((other) => other.pointer === ref && descriptionOf(other.node) !== '') ? ref : '';
}
