import { type Comparison, type Found, type Here, placesOf } from './comparison.ts';
import { describeShape } from './describe.ts';
import { finding, kindOf } from './finding.ts';
import { anyNode, type Node } from './node.ts';
import type { JsonType } from './shape.ts';
import { mirrored } from './verdict.ts';

/** What differs in what `not` refuses of one type. */
export function compareNots(
  type: JsonType,
  a: Node,
  b: Node,
  old: readonly Node[],
  now: readonly Node[],
  here: Here,
  comparison: Comparison,
): Found[] {
  const rest = [...now];
  const open: Node[] = [];
  for (const node of old) {
    const index = rest.findIndex((other) => comparison.areSame(node, other));
    if (index === -1) open.push(node);
    else rest.splice(index, 1);
  }
  const found: Found[] = [];
  for (let index = 0; index < Math.max(open.length, rest.length); index++) {
    const [was, is] = [open[index], rest[index]];
    if (was !== undefined && is !== undefined) {
      const inner = comparison.compareAs(type, was, is, here);
      const strict = mirrored(inner.strict);
      const kind = kindOf(strict, 'exclusion-added', 'exclusion-removed', 'exclusion-changed');
      if (kind === undefined) continue;
      const text = `what \`not\` refuses changed (${inner.found.map((each) => [...each.path, each.text].join(' ')).join('; ')})`;
      found.push(finding(kind, placesOf(was, is, here), { text, strict }));
    } else if (is !== undefined && !comparison.areDisjoint(type, a, is)) {
      const text = `${describeShape(comparison.shapeOf(is))} refused by \`not\` now`;
      found.push(finding('exclusion-added', placesOf(anyNode, is, here), { text }));
    } else if (was !== undefined && !comparison.areDisjoint(type, b, was)) {
      const text = `${describeShape(comparison.shapeOf(was))} no longer refused by \`not\``;
      found.push(finding('exclusion-removed', placesOf(was, anyNode, here), { text }));
    }
  }
  return found;
}
