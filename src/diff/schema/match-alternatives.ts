import type { Comparison, Here, Outcome } from './comparison.ts';
import { listedNames, memberOf } from './members.ts';
import type { Node } from './node.ts';
import { type JsonType, jsonTypes } from './shape.ts';
import { isHarmless } from './verdict.ts';

/** Alternatives of the old and new side that belong together. */
export interface Matching {
  /** Indexes of a and b. */
  readonly pairs: readonly { readonly a: number; readonly b: number }[];
  readonly onlyA: readonly number[];
  readonly onlyB: readonly number[];
}

/** Pairs of more alternatives than this are not compared one by one. */
const mostComparisons = 400;

/**
 * Puts alternatives side by side: those written alike, those with the same tag, then as many as possible of which one
 * takes all of the other, at last those with most names in common.
 */
export function matchAlternatives(
  type: JsonType,
  a: readonly Node[],
  b: readonly Node[],
  here: Here,
  comparison: Comparison,
): Matching {
  const pairs: { a: number; b: number }[] = [];
  let openA = [...a.keys()];
  let openB = [...b.keys()];
  const nodeA = (index: number): Node => a[index] ?? emptyNode;
  const nodeB = (index: number): Node => b[index] ?? emptyNode;
  const take = (x: number, y: number): void => {
    pairs.push({ a: x, b: y });
    openA = openA.filter((index) => index !== x);
    openB = openB.filter((index) => index !== y);
  };
  const takeWhere = (fits: (x: number, y: number) => boolean): void => {
    for (const x of [...openA]) {
      const y = openB.find((index) => fits(x, index));
      if (y !== undefined) take(x, y);
    }
  };

  takeWhere((x, y) => comparison.areSame(nodeA(x), nodeB(y)));
  const tag = tagOf(a, comparison);
  const isTagged = tag !== undefined && tag === tagOf(b, comparison);
  if (isTagged) {
    takeWhere((x, y) => {
      const [old, now] = [tagValues(nodeA(x), tag, comparison), tagValues(nodeB(y), tag, comparison)];
      return old.some((value) => now.includes(value));
    });
    return { pairs, onlyA: openA, onlyB: openB };
  }
  if (openA.length * openB.length <= mostComparisons) {
    const outcome = (x: number, y: number): Outcome => comparison.compareAs(type, nodeA(x), nodeB(y), here);
    takeWhere((x, y) => outcome(x, y).found.length === 0);
    takeWhere((x, y) => {
      const { strict } = outcome(x, y);
      return isHarmless(strict.backward) && isHarmless(strict.forward);
    });
    for (const [x, y] of maximumMatching(openA, openB, (x, y) => {
      const { strict } = outcome(x, y);
      return isHarmless(strict.backward) || isHarmless(strict.forward);
    }))
      take(x, y);
  }
  if (openA.length === 1 && openB.length === 1 && type !== 'object') takeWhere(() => true);
  else takeWhere((x, y) => likeness(nodeA(x), nodeB(y), comparison) >= 0.5);
  return { pairs, onlyA: openA, onlyB: openB };
}

const emptyNode: Node = { parts: [], key: '' };

/** As many pairs as possible, each of one and one (Kuhn's augmenting paths). */
function maximumMatching(
  a: readonly number[],
  b: readonly number[],
  fits: (x: number, y: number) => boolean,
): [number, number][] {
  const partner = new Map<number, number>();
  const augment = (x: number, tried: Set<number>): boolean => {
    for (const y of b) {
      if (tried.has(y) || !fits(x, y)) continue;
      tried.add(y);
      const other = partner.get(y);
      if (other === undefined || augment(other, tried)) {
        partner.set(y, x);
        return true;
      }
    }
    return false;
  };
  for (const x of a) augment(x, new Set());
  return [...partner].map(([y, x]) => [x, y]);
}

/** A property that each alternative requires, with texts of its own: it tells them apart. */
export function tagOf(branches: readonly Node[], comparison: Comparison): string | undefined {
  const [first] = branches;
  if (first === undefined || branches.length < 2) return undefined;
  const names = comparison.shapeOf(first).object?.required ?? new Set<string>();
  return [...names].find((name) => {
    const all = branches.map((branch) => tagValues(branch, name, comparison));
    const values = all.flat();
    return all.every((own) => own.length > 0) && new Set(values).size === values.length;
  });
}

/** The texts or numbers that a property is limited to where it is required, else none. */
export function tagValues(branch: Node, name: string, { shapeOf, nodes }: Comparison): unknown[] {
  const { object } = shapeOf(branch);
  if (object === undefined || !object.required.has(name)) return [];
  const shape = shapeOf(memberOf(object, name, nodes));
  const types = jsonTypes.filter((type) => shape[type] !== undefined);
  if (types.some((type) => type !== 'string' && type !== 'number' && type !== 'boolean')) return [];
  if (types.some((type) => shape[type]?.values === undefined)) return [];
  return types.flatMap((type) => [...(shape[type]?.values ?? [])]);
}

/** How many of the names that two objects list they have in common, from 0 to 1. */
function likeness(a: Node, b: Node, { shapeOf }: Comparison): number {
  const [x, y] = [shapeOf(a).object, shapeOf(b).object];
  if (x === undefined || y === undefined) return 0;
  const [old, now] = [listedNames(x), listedNames(y)];
  const shared = [...old].filter((name) => now.has(name)).length;
  const all = old.size + now.size - shared;
  return all === 0 ? 1 : shared / all;
}
