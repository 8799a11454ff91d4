import type { Schema } from '../../model/schema.ts';
import { exampleOf } from '../../print/example.ts';
import type { Comparison, Found, Here } from './comparison.ts';
import { finding } from './finding.ts';
import type { Matching } from './match-alternatives.ts';
import { accepts, type Node } from './node.ts';
import type { Choice, JsonType } from './shape.ts';
import { isHarmless, type Verdict } from './verdict.ts';

/** Alternatives as one list, with how they exclude each other. */
export interface Alternatives {
  readonly rule: Choice['rule'];
  readonly branches: readonly Node[];
}

/**
 * What fits two alternatives of a `oneOf` is refused, so that an alternative may take values away. Where the old
 * side had the same overlap, nothing is lost by it.
 */
export function compareOverlaps(
  type: JsonType,
  a: Alternatives,
  b: Alternatives,
  matching: Matching,
  here: Here,
  comparison: Comparison,
): Found[] {
  const flip: Matching = {
    pairs: matching.pairs.map((pair) => ({ a: pair.b, b: pair.a })),
    onlyA: matching.onlyB,
    onlyB: matching.onlyA,
  };
  const backward =
    b.rule === 'one' ? overlapVerdict(type, a, b, matching, here, comparison, false) : 'compatible';
  const forward = a.rule === 'one' ? overlapVerdict(type, b, a, flip, here, comparison, true) : 'compatible';
  if (backward === 'compatible' && forward === 'compatible') return [];
  const text =
    a.rule === b.rule
      ? 'alternatives of oneOf may overlap'
      : 'exactly one alternative may hold, or at least one';
  return [finding('alternatives-overlap', here, { text, strict: { backward, forward } })];
}

/** Whether what fits exactly one alternative of `from` can fit two of `to`, whose rule is one. */
function overlapVerdict(
  type: JsonType,
  from: Alternatives,
  to: Alternatives,
  matching: Matching,
  here: Here,
  comparison: Comparison,
  flipped: boolean,
): Verdict {
  const partnerIn = new Map(matching.pairs.map((pair) => [pair.a, pair.b]));
  const partnerOut = new Map(matching.pairs.map((pair) => [pair.b, pair.a]));
  let worst: Verdict = 'compatible';
  for (const [i, source] of from.branches.entries()) {
    for (const [k, target] of to.branches.entries()) {
      if (partnerIn.get(i) === k) continue;
      const rival = from.branches[partnerOut.get(k) ?? -1];
      // What fits the target fitted its partner before, so that it had been refused already.
      const wasRefused =
        from.rule === 'one' &&
        rival !== undefined &&
        rival !== source &&
        isWithin(type, target, rival, here, comparison, flipped);
      if (wasRefused || comparison.areDisjoint(type, source, target)) continue;
      if (!partnerIn.has(i) && isOnlyCover(type, i, k, from, to, here, comparison, flipped)) continue;
      const sample = sampleOf(source);
      if (sample !== undefined && accepts(target, sample)) return 'breaking';
      worst = 'risky';
    }
  }
  return worst;
}

/** An alternative without a partner that this one covers, and no other one meets. */
function isOnlyCover(
  type: JsonType,
  index: number,
  cover: number,
  from: Alternatives,
  to: Alternatives,
  here: Here,
  comparison: Comparison,
  flipped: boolean,
): boolean {
  const [source, target] = [from.branches[index], to.branches[cover]];
  if (source === undefined || target === undefined) return false;
  return (
    isWithin(type, source, target, here, comparison, !flipped) &&
    to.branches.every((other) => other === target || comparison.areDisjoint(type, source, other))
  );
}

/** Whether a node of the side behind lies in one of the other. */
function isWithin(
  type: JsonType,
  narrow: Node,
  wide: Node,
  here: Here,
  comparison: Comparison,
  flipped: boolean,
): boolean {
  if (comparison.areSame(narrow, wide)) return true;
  const { strict } = flipped
    ? comparison.compareAs(type, narrow, wide, here)
    : comparison.compareAs(type, wide, narrow, here);
  return isHarmless(flipped ? strict.backward : strict.forward);
}

function sampleOf(node: Node): unknown {
  const [first] = node.parts;
  if (first === undefined) return undefined;
  const schema: Schema = { kind: 'intersection', merged: false, of: node.parts.map((part) => part.schema) };
  return exampleOf(schema, first.side.lookup);
}
