import { isMap } from '../../is-map.ts';
import { readPointer } from '../../json-pointer.ts';
import { mapIn, type Values } from './values.ts';

/**
 * What goes into `x-asyncapi` of an object: what its `x-eda` lists under `kept`, and members that the language has no
 * key for, which somebody may have added since.
 */
export function keptOf(object: Values, known: ReadonlySet<string>): Values | undefined {
  const kept = copyAt(object, keptPointers(object).map(readPointer));
  const others = Object.entries(object).filter(([name]) => !known.has(name) && !Object.hasOwn(kept, name));
  const all = { ...kept, ...Object.fromEntries(others) };
  return Object.keys(all).length === 0 ? undefined : all;
}

/** The JSON Pointers to what was kept, below the object. */
export function keptPointers(object: Values): string[] {
  const { kept } = mapIn(object['x-eda']);
  return Array.isArray(kept) ? kept.filter((pointer) => typeof pointer === 'string') : [];
}

/** A copy of a map that holds what paths lead to and nothing else; of a list, items in their order. */
function copyAt(value: Values, paths: readonly (readonly string[])[]): Values {
  return Object.fromEntries(copyMembers(value, paths));
}

function copyMembers(
  value: { readonly [step: string]: unknown },
  paths: readonly (readonly string[])[],
): [string, unknown][] {
  const firsts = new Set(paths.flatMap(([first]) => first ?? []));
  return [...firsts].flatMap((first): [string, unknown][] => {
    if (!Object.hasOwn(value, first)) return [];
    const member = value[first];
    const inner = paths.filter((path) => path[0] === first).map((path) => path.slice(1));
    if (inner.some((path) => path.length === 0)) return [[first, member]];
    if (Array.isArray(member))
      return [[first, copyMembers(Object.fromEntries(member.entries()), inner).map(([, item]) => item)]];
    const copy = copyAt(mapIn(member), inner);
    return Object.keys(copy).length === 0 ? [] : [[first, copy]];
  });
}

/** The strict facts of an object, without what says how to read the others. */
export function factsOf(object: Values, ...without: readonly string[]): Values {
  const facts = object['x-eda'];
  if (!isMap(facts)) return {};
  return Object.fromEntries(
    Object.entries(facts).filter(([key]) => key !== 'kept' && !without.includes(key)),
  );
}
