import { isMap } from '../../is-map.ts';
import { unescapeStep } from '../../json-pointer.ts';

/** A map of a document or of the language. */
export interface Values {
  readonly [key: string]: unknown;
}

/** A map, else an empty one. */
export function mapIn(value: unknown): Values {
  return isMap(value) ? value : {};
}

/** The members of a map, each made anew. */
export function mapMembers(value: unknown, make: (member: unknown, name: string) => unknown): Values {
  return Object.fromEntries(Object.entries(mapIn(value)).map(([name, member]) => [name, make(member, name)]));
}

/** A map without its undefined members. */
export function definedOnly(entries: readonly (readonly [string, unknown])[]): Values {
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}

/** Equal for values that say the same, in whatever order their members stand. */
export function sameText(value: unknown): string {
  return JSON.stringify(value, (_key, member: unknown) =>
    isMap(member) ? Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : 1))) : member,
  );
}

/** The last step of a reference inside a document: `#/components/messages/a.b` → `a.b`. */
export function lastStep(ref: unknown): string | undefined {
  const text = mapIn(ref).$ref;
  if (typeof text !== 'string') return undefined;
  return unescapeStep(text.slice(text.lastIndexOf('/') + 1));
}
