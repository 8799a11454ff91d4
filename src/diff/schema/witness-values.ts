import { isObject } from '../../model/json-value.ts';
import { exampleOf } from '../../print/example.ts';
import { textForPattern } from '../../print/text-for-pattern.ts';
import type { Comparison } from './comparison.ts';
import { memberOf } from './members.ts';
import type { Node } from './node.ts';
import { textBetween } from './relate-patterns.ts';
import { jsonTypes, type Shape } from './shape.ts';

/** A node and its alternatives, each with what holds beside them. */
export function variantsOf(node: Node, { shapeOf, nodes }: Comparison): Node[] {
  const shape = shapeOf(node);
  const branches = [shape.object, shape.array].flatMap(
    (said) => said?.choices.flatMap((choice) => choice.branches) ?? [],
  );
  return [node, ...branches.slice(0, 12).map((branch) => nodes.all([node, branch]))];
}

const scalars: readonly unknown[] = ['text', 1, 1.5, true, null, {}, [], '', 0, -1];

/** Values for one place: examples of what stands there on both sides, values at their limits, values of each type. */
export function valuesFor(nodes: readonly Node[], comparison: Comparison): unknown[] {
  const variants = nodes.flatMap((each) => variantsOf(each, comparison)).slice(0, 24);
  const examples = variants.map(exampleOfNode).filter((value) => value !== undefined);
  const shapes = variants.map(comparison.shapeOf);
  const refused = shapes.flatMap((shape) => jsonTypes.flatMap((type) => shape[type]?.nots ?? []));
  const all = [...shapes, ...refused.slice(0, 8).map(comparison.shapeOf)];
  const values = all.flatMap((shape) => jsonTypes.flatMap((type) => [...(shape[type]?.values ?? [])]));
  values.push(...examples, ...refused.slice(0, 8).map(exampleOfNode));
  const example = examples.find(isObject) ?? {};
  for (const shape of all)
    values.push(...limitsOf(shape), ...listsFor(shape), ...objectsFor(shape, example, comparison));
  const patterns = [...new Set(shapes.flatMap((shape) => [...(shape.string?.patterns ?? [])]))].slice(0, 4);
  for (const one of patterns) {
    for (const other of patterns) {
      const between = one === other ? 'none' : textBetween(one, other);
      if (typeof between === 'object') values.push(between.text);
    }
  }
  return [...values, ...scalars, ...examples.flatMap(nearby)];
}

/** Numbers and texts at the limits of a shape, and beside them. */
function limitsOf({ number, string }: Shape): unknown[] {
  const values: unknown[] = [];
  if (number !== undefined) {
    for (const { value } of [number.lower, number.upper]) {
      if (Number.isFinite(value)) values.push(value, value - 1, value + 1, value - 0.5, value + 0.5);
    }
    for (const step of number.multiples) values.push(step, step * 2, step * 3, step / 2);
  }
  const lengths = string === undefined ? [] : [string.minLength, string.maxLength];
  for (const length of around(lengths, 10_000)) values.push('x'.repeat(length));
  return values;
}

/** Lists as long as a shape allows, and a little more or less; with as many as it must contain, or too many. */
function listsFor({ array }: Shape): unknown[] {
  if (array === undefined) return [];
  const values: unknown[] = scalars.map((scalar) => [scalar]);
  for (const size of around([array.minItems, array.maxItems], 1000))
    values.push(Array.from({ length: size }, (_, index) => index));
  for (const { node, min, max } of array.contains) {
    const item = exampleOfNode(node);
    for (const size of around([min, max], 1000)) values.push(Array.from({ length: size }, () => item));
  }
  return values;
}

/** Objects with as many members as a shape allows, with names that it has patterns for, and with what members need. */
function objectsFor(
  { object }: Shape,
  example: { readonly [name: string]: unknown },
  { nodes }: Comparison,
): unknown[] {
  if (object === undefined) return [];
  const values: unknown[] = [];
  for (const size of around([object.minProperties, object.maxProperties], 100)) {
    values.push(Object.fromEntries(Array.from({ length: size }, (_, index) => [`key${index + 1}`, index])));
  }
  for (const { pattern } of object.groups.flatMap((group) => group.patterns)) {
    const name = textForPattern(pattern);
    if (name !== undefined) values.push(...scalars.map((scalar) => ({ ...example, [name]: scalar })));
  }
  for (const [name, needed] of object.dependentRequired) {
    const member = (each: string): [string, unknown] => [
      each,
      example[each] ?? exampleOfNode(memberOf(object, each, nodes)),
    ];
    const all = [name, ...needed];
    for (const left of needed)
      values.push({ ...example, ...Object.fromEntries(all.filter((each) => each !== left).map(member)) });
  }
  return values;
}

function around(limits: readonly number[], most: number): number[] {
  return [
    ...new Set(limits.filter((limit) => limit <= most).flatMap((limit) => [limit - 1, limit, limit + 1])),
  ].filter((size) => size >= 0);
}

/** The same with one thing more, less or otherwise. */
function nearby(value: unknown): unknown[] {
  if (Array.isArray(value)) {
    return [
      value.slice(1),
      [...value, ...value],
      ...scalars.map((scalar) => [...value, scalar]),
      [...value, ...value, ...value],
    ];
  }
  if (isObject(value)) {
    const fewer = Object.keys(value).map((name) =>
      Object.fromEntries(Object.entries(value).filter(([key]) => key !== name)),
    );
    const more = scalars.slice(0, 5).map((scalar) => ({ ...value, other: scalar }));
    const changed = Object.keys(value).flatMap((name) =>
      scalars.slice(0, 5).map((scalar) => ({ ...value, [name]: scalar })),
    );
    return [...fewer, ...more, ...changed];
  }
  return typeof value === 'string' ? [`${value}a`, value.slice(1), value.repeat(10)] : [];
}

/** A value that fits all parts of a node, or undefined where none is found. */
export function exampleOfNode(node: Node): unknown {
  const [first] = node.parts;
  if (first === undefined) return 'text';
  const schemas = node.parts.map(({ schema }) => schema);
  const [only] = schemas;
  return exampleOf(
    schemas.length === 1 && only !== undefined ? only : { kind: 'intersection', merged: false, of: schemas },
    first.side.lookup,
  );
}
