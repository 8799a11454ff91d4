import { isExtensible } from './compare-notes.ts';
import { compareValues } from './compare-values.ts';
import { type Comparison, type Found, type Here, placesOf } from './comparison.ts';
import { describeShape, describeTypes, isEnumeration, typeWords } from './describe.ts';
import { finding } from './finding.ts';
import type { Node } from './node.ts';
import { type JsonType, jsonTypes, type Shape } from './shape.ts';

/** What differs in the types that are allowed, and within each that both allow. */
export function compareTypes(a: Node, b: Node, here: Here, comparison: Comparison): Found[] {
  const [x, y] = [comparison.shapeOf(a), comparison.shapeOf(b)];
  const places = placesOf(a, b, here);
  const [inA, inB] = [x, y].map((shape) => jsonTypes.filter((type) => shape[type] !== undefined));
  if (inA === undefined || inB === undefined || inA.length + inB.length === 0) return [];
  if (inB.length === 0) {
    return [
      finding('value-forbidden', places, {
        text: `${describeShape(x)} → nothing is allowed`,
        old: describeShape(x),
      }),
    ];
  }
  if (inA.length === 0) {
    return [
      finding('value-allowed', places, {
        text: `nothing was allowed → ${describeShape(y)}`,
        new: describeShape(y),
      }),
    ];
  }
  if (
    (isEnumeration(x) || isEnumeration(y)) &&
    isListed(x) &&
    isListed(y) &&
    inA.some((type) => inB.includes(type))
  ) {
    return compareValues(valuesOf(x), valuesOf(y), places, isExtensible(a));
  }
  const change = changeOfTypes(x, y, places);
  const within = inA
    .filter((type) => inB.includes(type))
    .flatMap((type) => {
      const { found } = comparison.compareAs(type, a, b, here);
      const isPlain = type === 'number' && x.number?.choices.length === 0 && y.number?.choices.length === 0;
      // Whole numbers are part of the change of types.
      return change !== undefined && isPlain
        ? found.filter(({ kind }) => kind !== 'type-widened' && kind !== 'type-narrowed')
        : found;
    });
  return change === undefined ? within : [change, ...within];
}

function isListed(shape: Shape): boolean {
  return jsonTypes.every((type) => shape[type] === undefined || shape[type]?.values !== undefined);
}

function valuesOf(shape: Shape): unknown[] {
  return jsonTypes.flatMap((type) => [...(shape[type]?.values ?? [])]);
}

function changeOfTypes(x: Shape, y: Shape, places: Here): Found | undefined {
  const has = (shape: Shape, type: JsonType): boolean => shape[type] !== undefined;
  if (jsonTypes.every((type) => has(x, type) === has(y, type))) return undefined;
  const [inA, inB] = [typeWords(x), typeWords(y)];
  const covers = (less: readonly string[], more: readonly string[]): boolean =>
    less.every((word) => more.includes(word) || (word === 'integer' && more.includes('number')));
  const kind = covers(inA, inB) ? 'type-widened' : covers(inB, inA) ? 'type-narrowed' : 'type-changed';
  const [old, now] = [describeTypes(x), describeTypes(y)];
  return finding(kind, places, { text: `type ${old} → ${now}`, old, new: now });
}
