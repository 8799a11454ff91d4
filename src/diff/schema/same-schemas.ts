import { isEqual } from '../../model/json-value.ts';
import type { Schema } from '../../model/schema.ts';
import { childrenOf } from '../../model/schema-children.ts';
import type { Node, Schemas } from './node.ts';

/**
 * Tells whether schemas of two designs are written alike, annotations included, with all that they refer to. Cost:
 * once, a walk over the named schemas of both; then a walk over what is asked about.
 */
export function sameSchemas(old: Schemas, now: Schemas): (a: Node, b: Node) => boolean {
  let unchanged: ReadonlySet<string> | undefined;
  const known = new WeakMap<Schema, WeakMap<Schema, boolean>>();

  const areAlike = (a: Schema, b: Schema): boolean => {
    unchanged ??= unchangedIds(old, now);
    const ids = unchanged;
    if (a === b) return old === now || referencesOf(a).every((id) => ids.has(id));
    const known1 = known.get(a)?.get(b);
    if (known1 !== undefined) return known1;
    const alike = isEqual(a, b) && referencesOf(a).every((id) => ids.has(id));
    const row = known.get(a) ?? new WeakMap<Schema, boolean>();
    row.set(b, alike);
    known.set(a, row);
    return alike;
  };

  return (a, b) =>
    a.key === b.key ||
    (a.parts.length === b.parts.length &&
      a.parts.every((part, index) => {
        const other = b.parts[index];
        return other !== undefined && areAlike(part.schema, other.schema);
      }));
}

/** Ids that both have, with the same schema and the same schemas behind it. */
function unchangedIds(old: Schemas, now: Schemas): ReadonlySet<string> {
  const referrers = new Map<string, string[]>();
  const changed: string[] = [];
  const unchanged = new Set<string>();
  const refer = (id: string, to: string): void => {
    const list = referrers.get(to);
    if (list === undefined) referrers.set(to, [id]);
    else list.push(id);
  };
  for (const id of Object.keys(old)) {
    const [a, b] = [old[id]?.schema, now[id]?.schema];
    if (a === undefined || b === undefined || !isEqual(a, b)) {
      changed.push(id);
      continue;
    }
    unchanged.add(id);
    for (const target of referencesOf(a)) {
      if (old[target] === undefined || now[target] === undefined) {
        if (old[target] !== now[target]) changed.push(id);
      } else refer(id, target);
    }
  }
  for (let id = changed.pop(); id !== undefined; id = changed.pop()) {
    unchanged.delete(id);
    for (const referrer of referrers.get(id) ?? []) if (unchanged.has(referrer)) changed.push(referrer);
  }
  return unchanged;
}

/** Ids that a schema refers to, at any depth of itself. */
function referencesOf(schema: Schema): string[] {
  if (schema.kind === 'ref') return [schema.id];
  return childrenOf(schema).flatMap(referencesOf);
}
