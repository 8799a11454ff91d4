import type { Place } from '../../diagnostics/diagnostic.ts';
import type { NamedSchema, Schema } from '../../model/schema.ts';
import { areDisjoint } from './are-disjoint.ts';
import { type AvroAt, compareAvro } from './avro/compare-avro.ts';
import type { ComparisonOptions, SchemaChange } from './change.ts';
import { compareArrays } from './compare-arrays.ts';
import { compareChoices } from './compare-choices.ts';
import { compareNotes, isExtensible } from './compare-notes.ts';
import { compareNots } from './compare-nots.ts';
import { compareObjects } from './compare-objects.ts';
import { compareNumbers, compareStrings } from './compare-scalars.ts';
import { compareTypes } from './compare-types.ts';
import { compareValues } from './compare-values.ts';
import { type Comparison, type Found, type Here, type Outcome, placesOf } from './comparison.ts';
import { describeTypes, describeValues } from './describe.ts';
import { findWitness, type SchemaWitness } from './find-witness.ts';
import { finding } from './finding.ts';
import { type SchemaChangeKind, schemaChangeKinds, tolerantVerdicts, verdictsOfEffect } from './kinds.ts';
import { accepts, type Node, nodeFactory, type Side } from './node.ts';
import { sameSchemas } from './same-schemas.ts';
import { type JsonType, jsonTypes, type ObjectShape, type Shape } from './shape.ts';
import { shapeReader } from './shape-of.ts';
import { worstVerdicts } from './verdict.ts';

/** A schema where it stands. */
export interface SchemaAt {
  readonly schema: Schema;
  readonly at: Place;
}

/** The named schemas of a design, by id. */
export type Schemas = { readonly [id: string]: NamedSchema };

/** Compares schemas of two designs. */
export interface SchemaComparison {
  /** What differs; nothing where the same is said in other words. */
  compare(old: SchemaAt, now: SchemaAt): SchemaChange[];
  /**
   * Data that a change breaks, of the whole schema: where it breaks forward, new data that the old schema refuses,
   * else old data that the new one refuses. Undefined: none was found, or the change breaks nothing.
   */
  findWitness(change: SchemaChange, old: SchemaAt, now: SchemaAt): SchemaWitness | undefined;
}

/**
 * Makes a comparison of the schemas of two designs, of which `old` is the older: what differs, and what that means for
 * those who read the data. Pure. What both share is looked at once, however many of their schemas refer to it.
 *
 * Nothing is reported where the same is said in other words: references moved or written out, `allOf` split, keys in
 * another order, a list of types or alternatives. Recursive schemas are compared by assuming that they are alike
 * wherever they meet again.
 */
export function schemaComparison(
  old: Schemas,
  now: Schemas,
  options: ComparisonOptions = {},
): SchemaComparison {
  const comparison = createComparison(old, now, options);
  const [oldSide, newSide] = [sideOf(old, 'a'), sideOf(now, 'b')];
  const nodesOf = (before: SchemaAt, after: SchemaAt): readonly [Node, Node] => [
    comparison.nodes.one({ ...before, side: oldSide }),
    comparison.nodes.one({ ...after, side: newSide }),
  ];
  return {
    compare: (before, after) => {
      const [oldAvro, newAvro] = [avroOf(before, old), avroOf(after, now)];
      if (oldAvro !== undefined && newAvro !== undefined) {
        return fewerPaths(compareAvro(oldAvro, newAvro)).map((each) => changeOf(each, options));
      }
      const [a, b] = nodesOf(before, after);
      if (comparison.areSame(a, b)) return [];
      const { found } = comparison.compareRoot(a, b, { before: before.at, after: after.at });
      return found.map((each) => changeOf(each, options));
    },
    findWitness: (change, before, after) => {
      // Avro data is no JSON that a person could compare.
      if (avroOf(before, old) !== undefined && avroOf(after, now) !== undefined) return undefined;
      const [a, b] = nodesOf(before, after);
      const breaking = (['forward', 'backward'] as const).filter(
        (each) => change.strict[each] === 'breaking',
      );
      // What breaks tolerant readers too says more.
      const rank = (each: 'forward' | 'backward'): number => (change.tolerant[each] === 'breaking' ? 0 : 1);
      for (const direction of breaking.sort((x, y) => rank(x) - rank(y))) {
        const witness = findWitness(change, a, b, direction, comparison);
        if (witness !== undefined) return witness;
      }
      return undefined;
    },
  };
}

/** The Avro that a schema was read from: of a file or a message, referred to as a whole. */
function avroOf({ schema }: SchemaAt, schemas: Schemas): AvroAt | undefined {
  const target = schema.kind === 'ref' ? schemas[schema.id] : undefined;
  return target?.avro === undefined ? undefined : { avro: target.avro, at: target.at };
}

function sideOf(schemas: Schemas, mark: string): Side {
  return { schemas, mark, lookup: { schemaOf: (id) => schemas[id]?.schema } };
}

function changeOf({ text, joint, ...found }: Found, { role = 'event' }: ComparisonOptions): SchemaChange {
  const path = found.path.map((step) => step.replace(/[.\\]/g, '\\$&')).join('.');
  return {
    ...found,
    message: path === '' ? text : `${path}${joint}${text}`,
    tolerant: tolerantVerdicts(found.kind, found.strict, role),
  };
}

/** The same difference in the same schemas is told at no more places of the data than this. */
const mostPaths = 4;

interface RootComparison extends Comparison {
  compareRoot(a: Node, b: Node, here: Here): Outcome;
}

function createComparison(old: Schemas, now: Schemas, options: ComparisonOptions): RootComparison {
  const nodes = nodeFactory();
  const shapeOf = shapeReader(nodes);
  const areSame = sameSchemas(old, now);
  const known = new Map<string, Outcome>();
  /** Pairs that are being compared: how many others are around them, and how many steps into the data were made. */
  const open = new Map<string, { readonly depth: number; readonly steps: number }>();
  let steps = 0;
  /** The outermost open pair that was met again since; what was found under it holds only together with it. */
  let leaned = Number.POSITIVE_INFINITY;
  /** Outcomes that lean on a pair that is still open: forgotten when the root is done. */
  const passing = new Map<string, Outcome>();

  const remembered = (key: string, here: Here, make: () => readonly Found[]): Outcome => {
    const ready = known.get(key);
    if (ready !== undefined) return ready;
    const leaning = passing.get(key);
    if (leaning !== undefined) {
      leaned = 0;
      return leaning;
    }
    const above = open.get(key);
    if (above !== undefined) {
      leaned = Math.min(leaned, above.depth);
      // That they are alike may be assumed of smaller data alone.
      return above.steps < steps ? unchanged : undecided(here);
    }
    const outer = leaned;
    leaned = Number.POSITIVE_INFINITY;
    open.set(key, { depth: open.size, steps });
    const found = fewerPaths(make());
    const outcome: Outcome = { found, strict: worstVerdicts(found.map((each) => each.strict)) };
    open.delete(key);
    if (leaned >= open.size) {
      known.set(key, outcome);
      leaned = outer;
    } else {
      passing.set(key, outcome);
      leaned = Math.min(outer, leaned);
    }
    return outcome;
  };

  const compare = (a: Node, b: Node, here: Here): Outcome => {
    if (areSame(a, b)) return unchanged;
    steps++;
    const outcome = remembered(`*|${a.key}|${b.key}`, here, () => [
      ...compareNotes(a, b, here),
      ...compareTypes(a, b, here, comparison),
    ]);
    steps--;
    return outcome;
  };

  const compareAs = (type: JsonType, a: Node, b: Node, here: Here): Outcome => {
    if (areSame(a, b)) return unchanged;
    return remembered(`${type}|${a.key}|${b.key}`, here, () => compareType(type, a, b, here, comparison));
  };

  const comparison: RootComparison = {
    nodes,
    options,
    shapeOf,
    areSame,
    compare,
    compareAs,
    areDisjoint: (type, a, b) => areDisjoint(type, a, b, comparison),
    compareRoot: (a, b, here) => {
      const outcome = compare(a, b, here);
      passing.clear();
      leaned = Number.POSITIVE_INFINITY;
      return outcome;
    },
  };
  return comparison;
}

const unchanged: Outcome = { found: [], strict: worstVerdicts([]) };

function undecided(here: Here): Outcome {
  const found = [finding('condition-changed', here, { text: 'the schema holds itself in another way' })];
  return { found, strict: worstVerdicts(found.map((each) => each.strict)) };
}

/** Shared schemas repeat their differences wherever they are used: the first places stand for all. */
function fewerPaths(found: readonly Found[]): Found[] {
  const counts = new Map<string, number>();
  return found.filter((each) => {
    const key = [each.kind, placeKey(each.before), placeKey(each.after), each.text].join('\0');
    const count = (counts.get(key) ?? 0) + 1;
    counts.set(key, count);
    return count <= mostPaths;
  });
}

function placeKey({ file, path }: Place): string {
  return `${file}#${path.join('/')}`;
}

/** What differs for the values of one type. */
function compareType(type: JsonType, a: Node, b: Node, here: Here, comparison: Comparison): readonly Found[] {
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
