import type { Comparison, Found, Here } from './comparison.ts';
import { finding } from './finding.ts';
import { anyNode } from './node.ts';
import { jsonTypes, type Unevaluated } from './shape.ts';

/** `unevaluated…` that depends on alternatives: without them, what it speaks of is not known. */
export function compareUnevaluated(
  a: readonly Unevaluated[],
  b: readonly Unevaluated[],
  keyword: string,
  here: Here,
  comparison: Comparison,
): Found[] {
  if (a.length === 0 && b.length === 0) return [];
  const isSame = (each: Unevaluated, index: number): boolean =>
    comparison.areSame(each.beside, b[index]?.beside ?? anyNode);
  if (a.length === b.length && a.every(isSame)) return [];
  const [only] = a.length === 0 ? b : a;
  if (only !== undefined && a.length + b.length === 1) {
    // The rest is compared by itself: here, a limit comes or goes.
    const isNothing = jsonTypes.every((type) => comparison.shapeOf(only.node)[type] === undefined);
    const kind = b.length === 1 ? (isNothing ? 'closed' : 'narrowed') : isNothing ? 'opened' : 'widened';
    const text = `${keyword} ${b.length === 1 ? 'added' : 'removed'}`;
    return [finding(`additional-properties-${kind}`, here, { text })];
  }
  const backward = b.length === 0 ? 'compatible' : 'risky';
  const forward = a.length === 0 ? 'compatible' : 'risky';
  return [
    finding('unevaluated-changed', here, { text: `${keyword} changed`, strict: { backward, forward } }),
  ];
}
