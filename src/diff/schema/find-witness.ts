import { checkValue } from '../../model/check-value.ts';
import { isObject } from '../../model/json-value.ts';
import { textForPattern } from '../../print/text-for-pattern.ts';
import type { SchemaChange } from './change.ts';
import type { Comparison } from './comparison.ts';
import { furtherItems, itemAt, memberOf, otherMembers, positionsOf } from './members.ts';
import type { Node } from './node.ts';
import { exampleOfNode, valuesFor, variantsOf } from './witness-values.ts';

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
  { kind, path }: SchemaChange,
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
  const isMissing = kind.includes('required') || kind === 'property-optional';
  for (const value of candidates(fits, fails, path, isMissing, comparison)) {
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

/**
 * Values of the whole schema that differ at the place of the change, then elsewhere.
 * @param isMissing the change is about what may be left out: leave it out first
 */
function* candidates(
  fits: Node,
  fails: Node,
  path: readonly string[],
  isMissing: boolean,
  comparison: Comparison,
): Generator<unknown> {
  const name = path.at(-1);
  const [there, here] = [nodesAt(fails, path, comparison), nodesAt(fits, path, comparison)];
  const leaves = (node: Node): unknown[] => valuesFor([...there, ...here, node], comparison);
  const parent = path.slice(0, -1);
  const without = (node: Node): unknown[] => {
    const example = exampleOfNode(node);
    if (!isObject(example) || name === undefined) return [];
    const { [name]: _, ...rest } = example;
    return [rest];
  };
  if (isMissing) yield* instances(fits, parent, without, comparison);
  yield* instances(fits, path, leaves, comparison);
  if (name !== undefined) {
    if (!isMissing) yield* instances(fits, parent, without, comparison);
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
