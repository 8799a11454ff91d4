import { compareArrays } from './compare-arrays.ts';
import { compareChoices } from './compare-choices.ts';
import { isExtensible } from './compare-notes.ts';
import { compareNots } from './compare-nots.ts';
import { compareObjects } from './compare-objects.ts';
import { compareNumbers, compareStrings } from './compare-scalars.ts';
import { compareValues } from './compare-values.ts';
import { type Comparison, type Found, type Here, placesOf } from './comparison.ts';
import { describeTypes, describeValues } from './describe.ts';
import { finding } from './finding.ts';
import { type SchemaChangeKind, schemaChangeKinds, verdictsOfEffect } from './kinds.ts';
import { accepts, type Node } from './node.ts';
import { type JsonType, jsonTypes, type ObjectShape, type Shape } from './shape.ts';

/** What differs for the values of one type. */
export function compareType(
  type: JsonType,
  a: Node,
  b: Node,
  here: Here,
  comparison: Comparison,
): readonly Found[] {
  const [x, y] = [comparison.shapeOf(a), comparison.shapeOf(b)];
  const [old, now] = [x[type], y[type]];
  const places = placesOf(a, b, here);
  if (old === undefined || now === undefined) {
    if (old === now) return [];
    const kind = now === undefined ? 'type-narrowed' : 'type-widened';
    return [finding(kind, places, { text: `type ${describeTypes(x)} → ${describeTypes(y)}` })];
  }
  if (old.values !== undefined && now.values !== undefined) {
    return compareValues(old.values, now.values, places, isExtensible(a));
  }
  if (old.values !== undefined) {
    const fit = old.values.every((value) => accepts(b, value));
    const words = describeValues(old.values);
    return [
      finding('enum-removed', places, {
        text: `any ${type} instead of ${words}`,
        old: words,
        new: describeTypes(y),
        ...(fit ? {} : { strict: { backward: 'breaking', forward: 'breaking' } }),
      }),
    ];
  }
  if (now.values !== undefined) {
    const fit = now.values.every((value) => accepts(a, value));
    const words = describeValues(now.values);
    return [
      finding('enum-added', places, {
        text: `${words} instead of any ${type}`,
        old: describeTypes(x),
        new: words,
        ...(fit ? {} : { strict: { backward: 'breaking', forward: 'breaking' } }),
      }),
    ];
  }
  const base = (): Found[] => [
    ...compareKeywords(x, y, type, places, comparison),
    ...compareNots(type, a, b, old.nots, now.nots, places, comparison),
  ];
  if (old.choices.length === 0 && now.choices.length === 0) return base();
  const found = compareChoices(type, old, now, places, comparison, base);
  return x.object && y.object && type === 'object'
    ? closedFrom(found, x.object, y.object, comparison)
    : found;
}

/** Properties of alternatives, where `unevaluatedProperties: false` beside the alternatives refuses what none lists. */
function closedFrom(
  found: readonly Found[],
  old: ObjectShape,
  now: ObjectShape,
  { shapeOf }: Comparison,
): readonly Found[] {
  const refuses = (shape: ObjectShape, name: string): boolean =>
    shape.unevaluated.some(
      ({ node, names, more }) =>
        !more && !names.has(name) && jsonTypes.every((type) => shapeOf(node)[type] === undefined),
    );
  return found.map((each) => {
    const [name, ...deeper] = each.path;
    const kind = closedKinds[each.kind];
    if (name === undefined || deeper.length > 0 || kind === undefined) return each;
    if (!refuses(each.kind.endsWith('added') ? old : now, name)) return each;
    return { ...each, kind, strict: verdictsOfEffect(schemaChangeKinds[kind].effect) };
  });
}

const closedKinds: { readonly [kind in SchemaChangeKind]?: SchemaChangeKind } = {
  'property-added': 'property-added-closed',
  'property-removed': 'property-removed-closed',
  'required-property-added': 'required-property-added-closed',
  'required-property-removed': 'required-property-removed-closed',
};

function compareKeywords(x: Shape, y: Shape, type: JsonType, here: Here, comparison: Comparison): Found[] {
  switch (type) {
    case 'object':
      return x.object && y.object ? compareObjects(x.object, y.object, here, comparison) : [];
    case 'array':
      return x.array && y.array ? compareArrays(x.array, y.array, here, comparison) : [];
    case 'string':
      return x.string && y.string ? compareStrings(x.string, y.string, here) : [];
    case 'number':
      return x.number && y.number ? compareNumbers(x.number, y.number, here) : [];
    case 'boolean':
    case 'null':
      return [];
  }
}
