import { compareAlternatives } from './compare-alternatives.ts';
import type { Alternatives } from './compare-overlaps.ts';
import type { Comparison, Found, Here } from './comparison.ts';
import { finding } from './finding.ts';
import { verdictsOfEffect } from './kinds.ts';
import type { Node } from './node.ts';
import type { Choice, JsonType, Said } from './shape.ts';
import { isHarmless, type Verdict, worstVerdicts } from './verdict.ts';

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

/**
 * Every combination of alternatives, each with what holds beside them, those within alternatives too; undefined where
 * there are too many.
 */
function casesOf(type: JsonType, said: Said, comparison: Comparison, depth = 0): Alternatives | undefined {
  if (said.base === undefined) return undefined;
  const { nodes, shapeOf } = comparison;
  const size = said.choices.reduce((product, { branches }) => product * branches.length, 1);
  if (size > mostCases) return undefined;
  const rules = new Set(
    said.choices.map((choice) => (isPartition(type, choice, comparison) ? 'any' : choice.rule)),
  );
  if (rules.has('one') && rules.has('any')) return undefined;
  let branches: Node[] = [nodes.all(said.base.map(nodes.one))];
  for (const choice of said.choices) {
    branches = branches.flatMap((node) => choice.branches.map((branch) => nodes.all([node, branch])));
  }
  const open = branches.filter((node) => shapeOf(node)[type] !== undefined);
  if (rules.has('one')) return { rule: 'one', branches: open };
  const inner = open.flatMap((node) => {
    const own = shapeOf(node)[type];
    if (own === undefined || own.choices.length === 0 || depth >= 3) return [node];
    const cases = casesOf(type, own, comparison, depth + 1);
    return cases?.rule === 'any' ? cases.branches : [node];
  });
  return { rule: 'any', branches: inner.length > mostCases ? open : inner };
}

/** Alternatives of which no two fit the same value: exactly one is as good as at least one. */
function isPartition(type: JsonType, { rule, branches }: Choice, comparison: Comparison): boolean {
  return (
    rule === 'one' &&
    branches.every((branch, index) =>
      branches.slice(index + 1).every((other) => comparison.areDisjoint(type, branch, other)),
    )
  );
}
