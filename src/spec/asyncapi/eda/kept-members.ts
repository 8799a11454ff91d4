import { isMap } from '../../is-map.ts';
import { mapIn, type Values } from './values.ts';

/**
 * What goes into `x-asyncapi` of an object: what its `x-eda` lists under `kept`, and members that the language has no
 * key for, which somebody may have added since.
 */
export function keptOf(object: Values, known: ReadonlySet<string>): Values | undefined {
  const kept = new Map<string, unknown>();
  const pointers = mapIn(object['x-eda']).kept;
  for (const pointer of Array.isArray(pointers) ? pointers : []) {
    const [first, second] = String(pointer)
      .split('/')
      .slice(1)
      .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
    if (first === undefined || !Object.hasOwn(object, first)) continue;
    if (second === undefined) kept.set(first, object[first]);
    else {
      const inner = mapIn(object[first]);
      if (Object.hasOwn(inner, second))
        kept.set(
          first,
          Object.fromEntries([...Object.entries(mapIn(kept.get(first))), [second, inner[second]]]),
        );
    }
  }
  for (const [name, value] of Object.entries(object)) {
    if (!known.has(name) && !kept.has(name)) kept.set(name, value);
  }
  return kept.size === 0 ? undefined : Object.fromEntries(kept);
}

/** The strict facts of an object, without what says how to read the others. */
export function factsOf(object: Values, ...without: readonly string[]): Values {
  const facts = object['x-eda'];
  if (!isMap(facts)) return {};
  return Object.fromEntries(
    Object.entries(facts).filter(([key]) => key !== 'kept' && !without.includes(key)),
  );
}
