import type { Comparison } from './comparison.ts';
import { itemAt, memberOf } from './members.ts';
import { accepts, type Node } from './node.ts';
import {
  type ArrayShape,
  type JsonType,
  jsonTypes,
  type NumberShape,
  type ObjectShape,
  type Said,
} from './shape.ts';

/** Deeper than this, nothing is looked for that tells two schemas apart. */
const mostDepth = 4;

/** Whether no value of the type fits both nodes. False: some may, or nobody knows. */
export function areDisjoint(type: JsonType, a: Node, b: Node, comparison: Comparison, depth = 0): boolean {
  const [x, y] = [comparison.shapeOf(a), comparison.shapeOf(b)];
  const [saidOfA, saidOfB] = [x[type], y[type]];
  if (saidOfA === undefined || saidOfB === undefined) return true;
  if (saidOfA.values !== undefined) return !saidOfA.values.some((value) => accepts(b, value));
  if (saidOfB.values !== undefined) return !saidOfB.values.some((value) => accepts(a, value));
  if (depth > mostDepth) return false;
  const apart = (one: Node, other: Node): boolean =>
    jsonTypes.every((each) => areDisjoint(each, one, other, comparison, depth + 1));
  if (x.object && y.object && type === 'object' && areApartObjects(x.object, y.object, apart, comparison))
    return true;
  if (x.array && y.array && type === 'array' && areApartArrays(x.array, y.array, apart, comparison))
    return true;
  if (x.number && y.number && type === 'number' && areApartNumbers(x.number, y.number)) return true;
  if (x.string && y.string && type === 'string') {
    if (x.string.minLength > y.string.maxLength || y.string.minLength > x.string.maxLength) return true;
  }
  return (
    areApartChoices(type, saidOfA, b, comparison, depth) ||
    areApartChoices(type, saidOfB, a, comparison, depth) ||
    isExcluded(a, saidOfB, comparison) ||
    isExcluded(b, saidOfA, comparison)
  );
}

function areApartObjects(
  a: ObjectShape,
  b: ObjectShape,
  apart: (one: Node, other: Node) => boolean,
  { nodes }: Comparison,
): boolean {
  if (a.minProperties > b.maxProperties || b.minProperties > a.maxProperties) return true;
  for (const name of new Set([...a.required, ...b.required])) {
    if (apart(memberOf(a, name, nodes), memberOf(b, name, nodes))) return true;
  }
  return false;
}

function areApartArrays(
  a: ArrayShape,
  b: ArrayShape,
  apart: (one: Node, other: Node) => boolean,
  { nodes }: Comparison,
): boolean {
  if (a.minItems > b.maxItems || b.minItems > a.maxItems) return true;
  const least = Math.min(Math.max(a.minItems, b.minItems), 8);
  for (let index = 0; index < least; index++) {
    if (apart(itemAt(a, index, nodes), itemAt(b, index, nodes))) return true;
  }
  return false;
}

function areApartNumbers(a: NumberShape, b: NumberShape): boolean {
  const above = (lower: NumberShape['lower'], upper: NumberShape['upper']): boolean =>
    lower.value > upper.value || (lower.value === upper.value && (lower.exclusive || upper.exclusive));
  return above(a.lower, b.upper) || above(b.lower, a.upper);
}

function areApartChoices(
  type: JsonType,
  said: Said,
  other: Node,
  comparison: Comparison,
  depth: number,
): boolean {
  return said.choices.some((choice) =>
    choice.branches.every((branch) => areDisjoint(type, branch, other, comparison, depth + 1)),
  );
}

/** The other refuses, by `not`, all that the node allows. */
function isExcluded(node: Node, { nots }: Said, comparison: Comparison): boolean {
  return nots.some((refused) => {
    if (comparison.areSame(node, refused)) return true;
    return node.parts.some((part) => comparison.areSame(comparison.nodes.one(part), refused));
  });
}
