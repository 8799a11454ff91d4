import { checkValue } from '../../model/check-value.ts';
import { isObject } from '../../model/json-value.ts';
import { exampleOf } from '../../print/example.ts';
import { textForPattern } from '../../print/text-for-pattern.ts';
import type { SchemaChange } from './change.ts';
import type { Comparison } from './comparison.ts';
import { furtherItems, itemAt, memberOf, otherMembers, positionsOf } from './members.ts';
import type { Node } from './node.ts';
import { textBetween } from './relate-patterns.ts';
import { jsonTypes, type Shape } from './shape.ts';

/** Data that two schemas disagree about. */
export interface SchemaWitness {
  readonly value: unknown;
  /** Which of the two takes it; the other one refuses it. */
  readonly validUnder: 'old' | 'new';
}

/** More values than this are not tried. */
const mostTries = 400;

/**
 * Data that fits the one schema and not the other because of one change: `backward` asks for old data that is refused
 * now, `forward` for new data that was refused before. Values are made for the place of the change first. Undefined:
 * none was found in a bounded search, which does not mean that there is none.
 */
export function findWitness(
  { path }: SchemaChange,
  old: Node,
  now: Node,
  direction: 'backward' | 'forward',
  comparison: Comparison,
): SchemaWitness | undefined {
  const [fits, fails] = direction === 'backward' ? [old, now] : [now, old];
  const validUnder = direction === 'backward' ? 'old' : 'new';
  const differs = (value: unknown): boolean =>
    faultsOf(fits, value).length === 0 && faultsOf(fails, value).length > 0;
  const isWitness = (value: unknown): boolean =>
    faultsOf(fits, value).length === 0 && blames(faultsOf(fails, value), path);
  let second: unknown;
  let tries = 0;
  for (const value of candidates(fits, fails, path, comparison)) {
    if (++tries > mostTries) break;
    if (value === undefined) continue;
    if (isWitness(value)) return { value: shrink(value, isWitness), validUnder };
    // Of alternatives, a checker may say no more than that none fits.
    if (second === undefined && differs(value)) second = value;
  }
  return second === undefined ? undefined : { value: shrink(second, differs), validUnder };
}

function faultsOf(node: Node, value: unknown): readonly (readonly string[])[] {
  return node.parts.flatMap(({ schema, side }) =>
    checkValue(value, schema, side.lookup).map((issue) => issue.path.map(String)),
  );
}

/** Whether a value is refused at the place of a change: at it, in it, or where it is missing. */
function blames(faults: readonly (readonly string[])[], path: readonly string[]): boolean {
  const fitsStep = (step: string, wanted: string | undefined): boolean => wanted === '*' || wanted === step;
  return faults.some(
    (fault) =>
      fault.length >= path.length - 1 &&
      fault.slice(0, path.length).every((step, index) => fitsStep(step, path[index])),
  );
}

/** Values of the whole schema that differ at the place of the change, then elsewhere. */
function* candidates(
  fits: Node,
  fails: Node,
  path: readonly string[],
  comparison: Comparison,
): Generator<unknown> {
  const name = path.at(-1);
  const [there, here] = [nodesAt(fails, path, comparison), nodesAt(fits, path, comparison)];
  const leaves = (node: Node): unknown[] => valuesFor([...there, ...here, node], comparison);
  yield* instances(fits, path, leaves, comparison);
  if (name !== undefined) {
    const without = (node: Node): unknown[] => {
      const example = exampleOfNode(node);
      if (!isObject(example)) return [];
      const { [name]: _, ...rest } = example;
      return [rest];
    };
    const parent = path.slice(0, -1);
    yield* instances(fits, parent, without, comparison);
    const around = nodesAt(fails, parent, comparison);
    yield* instances(fits, parent, (node) => valuesFor([...around, node], comparison), comparison);
  }
  yield exampleOfNode(fits);
}

/** What stands at a path, whatever alternatives lead there. */
function nodesAt(node: Node, path: readonly string[], comparison: Comparison): Node[] {
  const [step, ...rest] = path;
  if (step === undefined) return [node];
  return variantsOf(node, comparison)
    .flatMap((variant) => childrenAt(variant, step, comparison))
    .slice(0, 8)
    .flatMap((child) => nodesAt(child, rest, comparison))
    .slice(0, 8);
}

/** A node and its alternatives, each with what holds beside them. */
function variantsOf(node: Node, { shapeOf, nodes }: Comparison): Node[] {
  const shape = shapeOf(node);
  const branches = [shape.object, shape.array].flatMap(
    (said) => said?.choices.flatMap((choice) => choice.branches) ?? [],
  );
  return [node, ...branches.slice(0, 12).map((branch) => nodes.all([node, branch]))];
}

function childrenAt(node: Node, step: string, { shapeOf, nodes }: Comparison): Node[] {
  const { object, array } = shapeOf(node);
  const found: Node[] = [];
  if (object !== undefined && object.values === undefined) {
    const patterns = object.groups.flatMap((group) => group.patterns.map((each) => each.node));
    found.push(
      ...(step === '*' ? [otherMembers(object, nodes), ...patterns] : [memberOf(object, step, nodes)]),
    );
  }
  if (array !== undefined && array.values === undefined && /^(\*|\d+)$/.test(step)) {
    found.push(step === '*' ? furtherItems(array, nodes) : itemAt(array, Number(step), nodes));
  }
  return found;
}

/** Values of a node with others at a path inside it. */
function* instances(
  node: Node,
  path: readonly string[],
  leaves: (node: Node) => readonly unknown[],
  comparison: Comparison,
): Generator<unknown> {
  const [step, ...rest] = path;
  if (step === undefined) {
    yield* leaves(node);
    return;
  }
  for (const variant of variantsOf(node, comparison)) {
    const base = exampleOfNode(variant);
    const { array } = comparison.shapeOf(variant);
    for (const child of childrenAt(variant, step, comparison)) {
      for (const inner of instances(child, rest, leaves, comparison)) {
        if (Array.isArray(base) && array !== undefined) {
          const position = step === '*' ? positionsOf(array) : Number(step);
          yield base.with === undefined || position >= base.length
            ? [...base, inner]
            : base.with(position, inner);
        } else if (isObject(base)) {
          for (const key of step === '*' ? keysFor(variant, comparison) : [step])
            yield { ...base, [key]: inner };
        }
      }
    }
  }
}

/** Names for members that no schema lists. */
function keysFor(node: Node, { shapeOf }: Comparison): string[] {
  const patterns =
    shapeOf(node).object?.groups.flatMap((group) => group.patterns.map((each) => each.pattern)) ?? [];
  return ['key1', ...patterns.flatMap((pattern) => textForPattern(pattern) ?? [])];
}

const scalars: readonly unknown[] = ['text', 1, 1.5, true, null, {}, [], '', 0, -1];

/** Values for one place: examples of what stands there on both sides, values at their limits, values of each type. */
function valuesFor(nodes: readonly Node[], comparison: Comparison): unknown[] {
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

function exampleOfNode(node: Node): unknown {
  const [first] = node.parts;
  if (first === undefined) return 'text';
  const schemas = node.parts.map(({ schema }) => schema);
  const [only] = schemas;
  return exampleOf(
    schemas.length === 1 && only !== undefined ? only : { kind: 'intersection', merged: false, of: schemas },
    first.side.lookup,
  );
}

/** Without members and items that it can do without, so that a person sees what matters. */
function shrink(value: unknown, isWitness: (value: unknown) => boolean): unknown {
  let least = value;
  if (isObject(least)) {
    for (const name of Object.keys(least)) {
      const { [name]: _, ...rest } = least as { readonly [name: string]: unknown };
      if (isWitness(rest)) least = rest;
    }
  } else if (Array.isArray(least)) {
    while (Array.isArray(least) && least.length > 0 && isWitness(least.slice(1))) least = least.slice(1);
  }
  return least;
}
