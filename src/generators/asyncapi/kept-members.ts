import type { Passthrough } from '../../model/architecture.ts';
import { isObject } from '../../model/json-value.ts';

/** What was kept of an imported object, to be put where it was. */
export interface KeptMembers {
  /** Members of the object itself. */
  readonly own: readonly [string, unknown][];
  /** What has to join a member that the export makes as well. */
  inside(member: string): { readonly [name: string]: unknown };
  /** JSON Pointers to all of it, below the object, for `x-eda`; undefined where nothing was kept. */
  readonly pointers: readonly string[] | undefined;
}

/**
 * Splits what was kept.
 * @param joined names of members that both sides have a part in, such as `bindings`
 */
export function keptMembers(kept: Passthrough | undefined, joined: readonly string[]): KeptMembers {
  const own: [string, unknown][] = [];
  const inside = new Map<string, { readonly [name: string]: unknown }>();
  const pointers: string[] = [];
  for (const [name, value] of Object.entries(kept ?? {})) {
    if (joined.includes(name) && isObject(value)) {
      inside.set(name, value);
      pointers.push(...Object.keys(value).map((inner) => pointerTo(name, inner)));
    } else {
      own.push([name, value]);
      pointers.push(pointerTo(name));
    }
  }
  return {
    own,
    inside: (member) => inside.get(member) ?? {},
    pointers: pointers.length === 0 ? undefined : pointers,
  };
}

/** A JSON Pointer. */
export function pointerTo(...steps: readonly string[]): string {
  return steps
    .map((step) => `/${step.replaceAll('%', '%25').replaceAll('~', '~0').replaceAll('/', '~1')}`)
    .join('');
}
