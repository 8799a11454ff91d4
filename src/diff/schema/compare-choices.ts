import type { Schema } from '../../model/schema.ts';
import { exampleOf } from '../../print/example.ts';
import { type Comparison, type Found, type Here, placesOf } from './comparison.ts';
import { describeShape } from './describe.ts';
import { finding } from './finding.ts';
import { verdictsOfEffect } from './kinds.ts';
import { type Matching, matchAlternatives, tagOf, tagValues } from './match-alternatives.ts';
import { accepts, type Node } from './node.ts';
import type { Choice, JsonType, Said } from './shape.ts';
import { isHarmless, type Verdict, worstVerdicts } from './verdict.ts';

/** Alternatives as one list, with how they exclude each other. */
interface Alternatives {
  readonly rule: Choice['rule'];
  readonly branches: readonly Node[];
}

/** Of more combinations of choices than this, no list is made. */
const mostCases = 48;

/**
 * What differs between two schemas with alternatives for a type.
 * @param compareBase what differs beside the choices
 */
export function compareChoices(
  type: JsonType,
  a: Said,
  b: Said,
  here: Here,
  comparison: Comparison,
  compareBase: () => Found[],
): Found[] {
  const [restA, restB] = withoutShared(a.choices, b.choices, comparison);
  const paired =
    restA.length === restB.length
      ? [...compareBase(), ...pairChoices(type, restA, restB, here, comparison)]
      : undefined;
  if (paired !== undefined && badness(paired) === 0) return paired;
  const [old, now] = [casesOf(type, a, comparison), casesOf(type, b, comparison)];
  const listed =
    old === undefined || now === undefined
      ? undefined
      : compareAlternatives(type, old, now, here, comparison);
  const rest = [...restA, ...restB];
  if (restA.length * restB.length === 0 && rest.length > 0 && rest.every(({ rule }) => rule === 'if')) {
    // Conditions come or go as a whole: what that does to each case would be hard to read.
    return [...compareBase(), loneConditions(restB.length > 0, listed ?? [], here)];
  }
  if (listed === undefined) return paired ?? [...compareBase(), undecided(here)];
  return paired === undefined || badness(listed) < badness(paired) ? listed : paired;
}

/** Conditions that one side alone has: without effect where every case that is left fits one of the other side. */
function loneConditions(isAdded: boolean, cases: readonly Found[], here: Here): Found {
  const { backward, forward } = worstVerdicts(cases.map(({ strict }) => strict));
  const effect =
    cases.length > 0 && isHarmless(isAdded ? backward : forward) ? 'keeps' : isAdded ? 'narrows' : 'widens';
  return finding('condition-changed', here, {
    text: `condition ${isAdded ? 'added' : 'removed'}`,
    strict: verdictsOfEffect(effect),
  });
}

function undecided(here: Here): Found {
  return finding('condition-changed', here, {
    text: 'alternatives and conditions are put together otherwise',
  });
}

function badness(found: readonly Found[]): number {
  const { backward, forward } = worstVerdicts(found.map((each) => each.strict));
  return [backward, forward].filter((verdict) => !isHarmless(verdict)).length;
}

/** The choices that only one of the two sides has. */
function withoutShared(
  a: readonly Choice[],
  b: readonly Choice[],
  comparison: Comparison,
): readonly [Choice[], Choice[]] {
  const isSame = (x: Choice, y: Choice): boolean =>
    x.rule === y.rule &&
    x.branches.length === y.branches.length &&
    x.branches.every((branch, index) => {
      const other = y.branches[index];
      return other !== undefined && comparison.areSame(branch, other);
    });
  const rest = [...b];
  const open: Choice[] = [];
  for (const choice of a) {
    const index = rest.findIndex((other) => isSame(choice, other));
    if (index === -1) open.push(choice);
    else rest.splice(index, 1);
  }
  return [open, rest];
}

function pairChoices(
  type: JsonType,
  a: readonly Choice[],
  b: readonly Choice[],
  here: Here,
  comparison: Comparison,
): Found[] {
  return a.flatMap((choice, index) => {
    const other = b[index];
    if (other === undefined) return [];
    return choice.rule === 'if' && other.rule === 'if'
      ? compareConditions(type, choice, other, here, comparison)
      : compareAlternatives(type, choice, other, here, comparison);
  });
}

/** `if` with its two branches: compared one by one, which decides where both are as wide or wider. */
function compareConditions(
  type: JsonType,
  a: Choice,
  b: Choice,
  here: Here,
  comparison: Comparison,
): Found[] {
  const outcomes = a.branches.map((branch, index) => {
    const other = b.branches[index];
    return other === undefined ? undefined : comparison.compareAs(type, branch, other, here);
  });
  const strict = worstVerdicts(outcomes.flatMap((outcome) => outcome?.strict ?? []));
  const found = outcomes.flatMap((outcome) => outcome?.found ?? []);
  if (found.length === 0) return [];
  const soften = (verdict: Verdict): Verdict => (isHarmless(verdict) ? 'compatible' : 'risky');
  const text = [...new Set(found.map((each) => [...each.path, each.text].join(' ')))].join('; ');
  return [
    finding('condition-changed', here, {
      text: `condition changed (${text})`,
      strict: { backward: soften(strict.backward), forward: soften(strict.forward) },
    }),
  ];
}

/** Every combination of alternatives, each with what holds beside them; undefined where there are too many. */
function casesOf(type: JsonType, said: Said, { nodes, shapeOf }: Comparison): Alternatives | undefined {
  if (said.base === undefined) return undefined;
  const size = said.choices.reduce((product, { branches }) => product * branches.length, 1);
  if (size > mostCases) return undefined;
  const rules = new Set(said.choices.map(({ rule }) => rule));
  if (rules.has('one') && rules.has('any')) return undefined;
  let branches: Node[] = [nodes.all(said.base.map(nodes.one))];
  for (const choice of said.choices) {
    branches = branches.flatMap((node) => choice.branches.map((branch) => nodes.all([node, branch])));
  }
  return {
    rule: rules.has('one') ? 'one' : 'any',
    branches: branches.filter((node) => shapeOf(node)[type] !== undefined),
  };
}

function compareAlternatives(
  type: JsonType,
  a: Alternatives,
  b: Alternatives,
  here: Here,
  comparison: Comparison,
): Found[] {
  const matching = matchAlternatives(type, a.branches, b.branches, here, comparison);
  const found: Found[] = [];
  for (const pair of matching.pairs) {
    const [old, now] = [a.branches[pair.a], b.branches[pair.b]];
    if (old === undefined || now === undefined || comparison.areSame(old, now)) continue;
    found.push(...comparison.compareAs(type, old, now, here).found);
  }
  const tags = [tagOf(a.branches, comparison), tagOf(b.branches, comparison)];
  const [tagBefore, tagNow] = tags;
  if (
    tagBefore !== undefined &&
    tagNow !== undefined &&
    tagBefore !== tagNow &&
    matching.pairs.length === 0
  ) {
    return [
      ...found,
      finding('discriminator-changed', here, {
        text: `alternatives are told apart by ${tagNow} instead of ${tagBefore}`,
        old: tagBefore,
        new: tagNow,
      }),
    ];
  }
  for (const index of matching.onlyA) {
    const branch = a.branches[index];
    if (branch === undefined) continue;
    const outcomes = b.branches.map((other) => comparison.compareAs(type, branch, other, here));
    // Written twice, or once: the same.
    if (outcomes.some((outcome) => outcome.found.length === 0)) continue;
    const isCovered = outcomes.some(({ strict }) => isHarmless(strict.backward));
    found.push(lone(type, branch, 'removed', isCovered, tagBefore, here, comparison));
  }
  for (const index of matching.onlyB) {
    const branch = b.branches[index];
    if (branch === undefined) continue;
    const outcomes = a.branches.map((other) => comparison.compareAs(type, other, branch, here));
    if (outcomes.some((outcome) => outcome.found.length === 0)) continue;
    const isCovered = outcomes.some(({ strict }) => isHarmless(strict.forward));
    found.push(lone(type, branch, 'added', isCovered, tagNow, here, comparison));
  }
  return [...found, ...compareOverlaps(type, a, b, matching, here, comparison)];
}

function lone(
  type: JsonType,
  branch: Node,
  what: 'added' | 'removed',
  isCovered: boolean,
  tag: string | undefined,
  here: Here,
  comparison: Comparison,
): Found {
  const name = nameOf(type, branch, tag, comparison);
  const [a, b] = what === 'added' ? [emptyNode, branch] : [branch, emptyNode];
  return finding(isCovered ? 'alternative-covered' : `alternative-${what}`, placesOf(a, b, here), {
    text: `alternative ${name} ${what}${isCovered ? ', which another one covers' : ''}`,
    ...(what === 'added' ? { new: name } : { old: name }),
  });
}

const emptyNode: Node = { parts: [], key: '' };

/** What people call an alternative: its tag, its name, its title, else its type. */
function nameOf(type: JsonType, branch: Node, tag: string | undefined, comparison: Comparison): string {
  if (tag !== undefined)
    return `${tag} ${tagValues(branch, tag, comparison)
      .map((value) => JSON.stringify(value))
      .join(', ')}`;
  const titles = branch.parts.flatMap(({ schema }) =>
    schema.note?.title === undefined ? [] : [schema.note.title],
  );
  return (
    titles[0] ??
    branch.parts.find(({ name }) => name !== undefined)?.name ??
    describeShape({ [type]: comparison.shapeOf(branch)[type] })
  );
}

/**
 * What fits two alternatives of a `oneOf` is refused, so that an alternative may take values away. Where the old
 * side had the same overlap, nothing is lost by it.
 */
function compareOverlaps(
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
