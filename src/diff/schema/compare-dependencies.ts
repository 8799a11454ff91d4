import { type Comparison, type Found, type Here, placesOf } from './comparison.ts';
import { finding, kindOf } from './finding.ts';
import { anyNode } from './node.ts';
import type { ObjectShape } from './shape.ts';

/** What differs in what members need beside them. */
export function compareDependentRequired(a: ObjectShape, b: ObjectShape, here: Here): Found[] {
  const found: Found[] = [];
  const missing = (from: ObjectShape, to: ObjectShape, name: string): string[] =>
    [...(from.dependentRequired.get(name) ?? [])].filter(
      (needed) => needed !== name && !to.dependentRequired.get(name)?.has(needed) && !to.required.has(needed),
    );
  for (const name of new Set([...a.dependentRequired.keys(), ...b.dependentRequired.keys()])) {
    const removed = missing(a, b, name);
    const added = missing(b, a, name);
    if (added.length > 0) {
      found.push(
        finding('dependency-added', here, {
          text: `needs ${added.join(', ')} now`,
          path: [name],
          joint: ' ',
          new: added.join(', '),
        }),
      );
    }
    if (removed.length > 0) {
      found.push(
        finding('dependency-removed', here, {
          text: `needs ${removed.join(', ')} no longer`,
          path: [name],
          joint: ' ',
          old: removed.join(', '),
        }),
      );
    }
  }
  return found;
}

/** What differs in what holds of an object where it has a member. */
export function compareDependentSchemas(
  a: ObjectShape,
  b: ObjectShape,
  here: Here,
  comparison: Comparison,
): Found[] {
  const found: Found[] = [];
  for (const name of new Set([...a.dependentSchemas.keys(), ...b.dependentSchemas.keys()])) {
    const old = a.dependentSchemas.get(name) ?? anyNode;
    const now = b.dependentSchemas.get(name) ?? anyNode;
    if (comparison.areSame(old, now)) continue;
    const { strict, found: inside } = comparison.compareAs('object', old, now, here);
    if (inside.length === 0) continue;
    const kind =
      kindOf(strict, 'dependency-added', 'dependency-removed', 'dependency-changed') ?? 'dependency-changed';
    const text = `what holds where it is there changed (${inside.map((each) => [...each.path, each.text].join(' ')).join('; ')})`;
    found.push(finding(kind, placesOf(old, now, here), { text, path: [name], strict }));
  }
  return found;
}
