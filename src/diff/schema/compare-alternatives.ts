import { type Alternatives, compareOverlaps } from './compare-overlaps.ts';
import { type Comparison, type Found, type Here, placesOf } from './comparison.ts';
import { describeShape } from './describe.ts';
import { finding } from './finding.ts';
import { matchAlternatives, tagOf, tagValues } from './match-alternatives.ts';
import type { Node } from './node.ts';
import type { JsonType } from './shape.ts';
import { isHarmless } from './verdict.ts';

/** What differs between two lists of alternatives, matched as well as can be. */
export function compareAlternatives(
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
