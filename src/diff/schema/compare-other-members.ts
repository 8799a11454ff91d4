import { type Comparison, deeper, type Found, type Here, placesOf } from './comparison.ts';
import { describeShape } from './describe.ts';
import { finding } from './finding.ts';
import { otherMembers } from './members.ts';
import { anyNode, type Node } from './node.ts';
import { isUnconstrained, jsonTypes, type ObjectShape } from './shape.ts';
import { isHarmless, mirrored, type Verdicts, worstVerdicts } from './verdict.ts';

/** Members that neither side lists. */
export function compareOthers(a: ObjectShape, b: ObjectShape, here: Here, comparison: Comparison): Found[] {
  const { nodes } = comparison;
  if (!isPlain(a, comparison) || !isPlain(b, comparison)) {
    if (hasSameGroups(a, b, here, comparison)) return [];
    return [
      finding('additional-properties-changed', here, { text: 'what other properties may hold changed' }),
    ];
  }
  const [old, now] = [otherMembers(a, nodes), otherMembers(b, nodes)];
  const patterns = (shape: ObjectShape): Map<string, Node> =>
    new Map(shape.groups.flatMap((group) => group.patterns.map((each) => [each.pattern, each.node])));
  const [inA, inB] = [patterns(a), patterns(b)];
  const found: Found[] = [];
  for (const pattern of new Set([...inA.keys(), ...inB.keys()])) {
    const [was, is] = [inA.get(pattern), inB.get(pattern)];
    if (was !== undefined && is !== undefined) {
      if (!comparison.areSame(was, is)) found.push(...deeper('*', comparison.compare(was, is, here).found));
    } else if (is !== undefined) {
      const strict = patternAdded(is, old, [...inA.values()], here, comparison);
      if (isHarmless(strict.backward) && isHarmless(strict.forward)) continue;
      found.push(
        finding('pattern-properties-added', placesOf(anyNode, is, here), {
          text: `names that match ${pattern} added: ${describeShape(comparison.shapeOf(is))}`,
          new: pattern,
          strict,
        }),
      );
    } else if (was !== undefined) {
      const strict = mirrored(patternAdded(was, now, [...inB.values()], here, flipped(comparison)));
      if (isHarmless(strict.backward) && isHarmless(strict.forward)) continue;
      found.push(
        finding('pattern-properties-removed', placesOf(was, anyNode, here), {
          text: `names that match ${pattern} removed: ${describeShape(comparison.shapeOf(was))}`,
          old: pattern,
          strict,
        }),
      );
    }
  }
  return comparison.areSame(old, now) ? found : [...found, ...compareAdditional(old, now, here, comparison)];
}

/** A comparison with the roles of a and b swapped, for what is looked at from the other side. */
function flipped(comparison: Comparison): Comparison {
  return {
    ...comparison,
    compare: (a, b, here) => {
      const { found, strict } = comparison.compare(b, a, here);
      return { found, strict: mirrored(strict) };
    },
  };
}

/**
 * A pattern that one side alone has. The other side's names that match it are `others`, or fall under its own
 * patterns; this side's names that match it have left `others`.
 */
function patternAdded(
  node: Node,
  others: Node,
  patterns: readonly Node[],
  here: Here,
  comparison: Comparison,
): Verdicts {
  const outcomes = [others, ...patterns].map((each) => comparison.compare(each, node, here).strict);
  const backward = worstVerdicts(outcomes).backward;
  const forward = outcomes[0]?.forward ?? 'risky';
  return {
    backward: backward === 'documentation' ? 'compatible' : backward,
    forward: forward === 'documentation' ? 'compatible' : forward,
  };
}

function compareAdditional(old: Node, now: Node, here: Here, comparison: Comparison): Found[] {
  const [was, is] = [comparison.shapeOf(old), comparison.shapeOf(now)];
  const isNothing = (shape: typeof was): boolean => jsonTypes.every((type) => shape[type] === undefined);
  const isAnything = (shape: typeof was): boolean => jsonTypes.every((type) => isUnconstrained(type, shape));
  const places = placesOf(old, now, here);
  const word = (shape: typeof was): string =>
    isNothing(shape) ? 'refused' : isAnything(shape) ? 'allowed' : describeShape(shape);
  const details = { text: `other properties ${word(was)} → ${word(is)}`, old: word(was), new: word(is) };
  if (isNothing(was) && isNothing(is)) return [];
  if (isNothing(is)) return [finding('additional-properties-closed', places, details)];
  if (isNothing(was)) return [finding('additional-properties-opened', places, details)];
  if (isAnything(was) && !isAnything(is)) return [finding('additional-properties-narrowed', places, details)];
  if (isAnything(is) && !isAnything(was)) return [finding('additional-properties-widened', places, details)];
  return deeper('*', comparison.compare(old, now, here).found);
}

/** One schema speaks of names that are not listed; what several say of them does not simply add up. */
function isPlain(shape: ObjectShape, comparison: Comparison): boolean {
  const speaking = speakingGroups(shape, comparison);
  return speaking.length < 2 || speaking.every(({ patterns }) => patterns.length === 0);
}

function speakingGroups(shape: ObjectShape, { shapeOf }: Comparison): ObjectShape['groups'] {
  return shape.groups.filter(({ patterns, additional }) => {
    const others = additional === undefined ? undefined : shapeOf(additional);
    return (
      patterns.length > 0 ||
      (others !== undefined && !jsonTypes.every((type) => isUnconstrained(type, others)))
    );
  });
}

function hasSameGroups(a: ObjectShape, b: ObjectShape, here: Here, comparison: Comparison): boolean {
  const isAlike = (one: Node, other: Node): boolean =>
    comparison.compare(one, other, here).found.length === 0;
  const [old, now] = [speakingGroups(a, comparison), speakingGroups(b, comparison)];
  return (
    old.length === now.length &&
    old.every((group, index) => {
      const other = now[index];
      return (
        other !== undefined &&
        isAlike(group.additional ?? anyNode, other.additional ?? anyNode) &&
        group.patterns.length === other.patterns.length &&
        group.patterns.every(({ pattern, node }) =>
          other.patterns.some((each) => each.pattern === pattern && isAlike(node, each.node)),
        )
      );
    })
  );
}
