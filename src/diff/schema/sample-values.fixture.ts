import type { Schema, SchemaLookup } from '../../model/schema.ts';
import { childrenOf } from '../../model/schema-children.ts';
import { exampleOf } from '../../print/example.ts';

const scalars: readonly unknown[] = [null, true, 0, 1, -1, 2.5, 3, '', 'a', 'abc', 'text'];
const names = ['a', 'b', 'c', 'a-b', 'o', 'constructor', 'other'];

/** Values near to what schemas accept: examples of them and of their parts, and these with one thing changed. */
export function sampleValues(schemas: readonly Schema[], lookup: SchemaLookup): unknown[] {
  const found = new Map<string, unknown>();
  const add = (value: unknown): void => {
    if (value !== undefined && found.size < 400) found.set(JSON.stringify(value) ?? '', value);
  };
  for (const value of scalars) add(value);
  add([]);
  add({});
  const examples: unknown[] = [];
  const visit = (schema: Schema, depth: number): void => {
    const example = exampleOf(schema, lookup);
    if (example !== undefined) examples.push(example);
    if (schema.kind === 'enum') examples.push(...schema.values);
    if (depth < 3) for (const child of childrenOf(schema)) visit(child, depth + 1);
  };
  for (const schema of schemas) visit(schema, 0);
  const parts = [...scalars.slice(0, 8), ...examples.slice(0, 12)];
  for (const example of examples) {
    add(example);
    for (const near of nearby(example, parts)) add(near);
  }
  return [...found.values()];
}

function nearby(value: unknown, parts: readonly unknown[]): unknown[] {
  if (Array.isArray(value)) {
    return [
      value.slice(1),
      [...value, ...value],
      ...parts.flatMap((part) => [
        [...value, part],
        [part, ...value.slice(1)],
      ]),
    ];
  }
  if (typeof value === 'object' && value !== null) {
    const object = value as { readonly [name: string]: unknown };
    return [
      ...Object.keys(object).map((name) => {
        const { [name]: _, ...rest } = object;
        return rest;
      }),
      ...names.flatMap((name) => parts.map((part) => ({ ...object, [name]: part }))),
    ];
  }
  if (typeof value === 'number') return [value + 1, value - 1, value + 0.5, -value];
  return typeof value === 'string' ? [`${value}a`, value.slice(1)] : [];
}
