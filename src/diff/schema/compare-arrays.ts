import { compareLeast, compareMost } from './compare-scalars.ts';
import { compareUnevaluated } from './compare-unevaluated.ts';
import { type Comparison, deeper, type Found, type Here, placesOf } from './comparison.ts';
import { describeShape } from './describe.ts';
import { finding, kindOf } from './finding.ts';
import { furtherItems, itemAt, positionsOf } from './members.ts';
import { type ArrayShape, type ContainsShape, isUnconstrained, jsonTypes } from './shape.ts';
import { isHarmless, type Verdict, type Verdicts } from './verdict.ts';

/** What differs between two schemas of lists, without their alternatives. */
export function compareArrays(a: ArrayShape, b: ArrayShape, here: Here, comparison: Comparison): Found[] {
  const found = [
    ...comparePositions(a, b, here, comparison),
    ...compareContains(a.contains, b.contains, here, comparison),
    ...compareUnevaluated(a.unevaluated, b.unevaluated, 'unevaluatedItems', here, comparison),
    ...compareLeast('minItems', a.minItems, b.minItems, here),
    ...compareMost('maxItems', a.maxItems, b.maxItems, here),
  ];
  if (a.unique === b.unique) return found;
  const [old, now] = [a.unique, b.unique].map(String);
  const kind = b.unique ? 'unique-added' : 'unique-removed';
  return [...found, finding(kind, here, { text: `uniqueItems ${old} → ${now}`, old, new: now })];
}

function comparePositions(a: ArrayShape, b: ArrayShape, here: Here, comparison: Comparison): Found[] {
  const { nodes } = comparison;
  const [inA, inB] = [positionsOf(a), positionsOf(b)];
  const found: Found[] = [];
  for (let index = 0; index < Math.max(inA, inB); index++) {
    const [old, now] = [itemAt(a, index, nodes), itemAt(b, index, nodes)];
    if (comparison.areSame(old, now)) continue;
    const step = String(index);
    if (index < inA === index < inB) {
      found.push(...deeper(step, comparison.compare(old, now, here).found));
      continue;
    }
    const isAdded = index < inB;
    const [own, other] = [comparison.shapeOf(isAdded ? now : old), comparison.shapeOf(isAdded ? old : now)];
    const isClosed = jsonTypes.every((type) => other[type] === undefined);
    const isOpen = jsonTypes.every((type) => isUnconstrained(type, other));
    if (isClosed || (isOpen && !jsonTypes.every((type) => isUnconstrained(type, own)))) {
      const kind = `tuple-item-${isAdded ? 'added' : 'removed'}${isClosed ? '-closed' : ''}` as const;
      found.push(
        finding(kind, placesOf(old, now, here), {
          text: isAdded ? 'position added' : 'position removed',
          path: [step],
          ...(isAdded ? { new: describeShape(own) } : { old: describeShape(own) }),
        }),
      );
    } else found.push(...deeper(step, comparison.compare(old, now, here).found));
  }
  const [old, now] = [furtherItems(a, nodes), furtherItems(b, nodes)];
  if (!comparison.areSame(old, now)) found.push(...deeper('*', comparison.compare(old, now, here).found));
  return found;
}

function compareContains(
  a: readonly ContainsShape[],
  b: readonly ContainsShape[],
  here: Here,
  comparison: Comparison,
): Found[] {
  const found: Found[] = [];
  for (let index = 0; index < Math.max(a.length, b.length); index++) {
    const [old, now] = [a[index], b[index]];
    if (old !== undefined && now !== undefined) {
      const isSame = comparison.areSame(old.node, now.node) && old.min === now.min && old.max === now.max;
      if (isSame) continue;
      const inner = comparison.compare(old.node, now.node, here);
      const strict: Verdicts = {
        backward: containsVerdict(old, now, inner.strict),
        forward: containsVerdict(now, old, {
          backward: inner.strict.forward,
          forward: inner.strict.backward,
        }),
      };
      const kind = kindOf(strict, 'contains-narrowed', 'contains-widened', 'contains-changed');
      if (kind === undefined) continue;
      const words = [
        ...inner.found.map((each) => each.text),
        ...(old.min === now.min ? [] : [`minContains ${old.min} → ${now.min}`]),
        ...(old.max === now.max ? [] : [`maxContains ${limit(old.max)} → ${limit(now.max)}`]),
      ];
      found.push(
        finding(kind, placesOf(old.node, now.node, here), {
          text: `contains changed (${words.join('; ')})`,
          strict,
        }),
      );
    } else if (now !== undefined) {
      const text = `must contain ${describeShape(comparison.shapeOf(now.node))} now`;
      found.push(finding('contains-narrowed', here, { text }));
    } else if (old !== undefined) {
      const text = `need not contain ${describeShape(comparison.shapeOf(old.node))} any longer`;
      found.push(finding('contains-widened', here, { text }));
    }
  }
  return found;
}

function limit(value: number): string {
  return Number.isFinite(value) ? String(value) : 'none';
}

/** Whether lists that fit the first fit the second, given how what they contain relates. */
function containsVerdict(first: ContainsShape, second: ContainsShape, inner: Verdicts): Verdict {
  const verdicts: Verdict[] = [];
  if (second.min > 0) verdicts.push(first.min >= second.min ? inner.backward : 'breaking');
  if (Number.isFinite(second.max)) verdicts.push(first.max <= second.max ? inner.forward : 'breaking');
  const worst =
    verdicts.find((verdict) => verdict === 'breaking') ?? verdicts.find((verdict) => !isHarmless(verdict));
  return worst ?? 'compatible';
}
