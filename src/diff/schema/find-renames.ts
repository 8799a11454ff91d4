import { editDistance } from '../../diagnostics/suggest.ts';
import type { Comparison, Here } from './comparison.ts';
import type { Node } from './node.ts';
import { isUnconstrained, jsonTypes } from './shape.ts';
import { isHarmless, type Verdicts } from './verdict.ts';

/** A property that one side lists and the other does not. */
export interface LoneProperty {
  readonly name: string;
  readonly node: Node;
  /** What the other side says of such a name. */
  readonly other: Node;
  readonly required: boolean;
  readonly requiredThere: boolean;
}

export interface Rename {
  readonly from: LoneProperty;
  readonly to: LoneProperty;
}

/** More pairs than this are not looked at: an object that is written anew has no renames to tell. */
const mostPairs = 400;

/**
 * Properties that went away and came back under another name: the same schema, equally required, and names that are
 * alike, or nothing else that it could be.
 */
export function findRenames(
  removed: readonly LoneProperty[],
  added: readonly LoneProperty[],
  here: Here,
  comparison: Comparison,
): Rename[] {
  if (removed.length * added.length > mostPairs) return [];
  const alike = (from: LoneProperty, to: LoneProperty): boolean =>
    from.required === to.required &&
    isTelling(from.node, comparison) &&
    (comparison.areSame(from.node, to.node) || areAlike(comparison.compare(from.node, to.node, here).strict));
  const renames: Rename[] = [];
  const taken = new Set<LoneProperty>();
  for (const from of removed) {
    const candidates = added.filter((to) => !taken.has(to) && alike(from, to));
    const named = candidates.find((to) => areLikeNames(from.name, to.name));
    const only =
      candidates.length === 1 && removed.length === 1 && added.length === 1 ? candidates[0] : undefined;
    const to = named ?? (only !== undefined && isDistinctive(only.node, comparison) ? only : undefined);
    if (to === undefined) continue;
    taken.add(to);
    renames.push({ from, to });
  }
  return renames;
}

function areAlike({ backward, forward }: Verdicts): boolean {
  return isHarmless(backward) && isHarmless(forward);
}

/** A schema that says something: two properties without one are not the same for that. */
function isTelling(node: Node, { shapeOf }: Comparison): boolean {
  const shape = shapeOf(node);
  return jsonTypes.some((type) => !isUnconstrained(type, shape));
}

/** Says more than a bare type. */
function isDistinctive(node: Node, { shapeOf }: Comparison): boolean {
  const shape = shapeOf(node);
  return jsonTypes.some(
    (type) =>
      shape[type] !== undefined && type !== 'boolean' && type !== 'null' && !isUnconstrained(type, shape),
  );
}

/** `dueAt` and `due_at`, `dueAt` and `dueDate`, `colour` and `color`. */
function areLikeNames(a: string, b: string): boolean {
  const [x, y] = [wordsOf(a), wordsOf(b)];
  if (x.join('') === y.join('')) return true;
  const shared = x.filter((word) => y.includes(word) && word.length > 2).length;
  if (shared > 0 && shared * 2 >= Math.max(x.length, y.length)) return true;
  const most = Math.floor(Math.max(a.length, b.length) / 4);
  return most > 0 && editDistance(x.join(''), y.join(''), most + 1) <= most;
}

function wordsOf(name: string): string[] {
  return name
    .replace(/([\p{Ll}\d])(\p{Lu})/gu, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');
}
