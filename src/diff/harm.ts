import type { VersionStep } from '../model/semver.ts';

/** What a change does to one side: nothing, something that cannot be decided or hits some, or it breaks them. */
export type Harm = 'none' | 'risk' | 'break';

/** By semver: what the version of the thing, and of the design, has to go up by. */
export type Bump = VersionStep;

const rank: { readonly [bump in Bump]: number } = { none: 0, patch: 1, minor: 2, major: 3 };

/** The larger of two bumps. */
export function largerBump(a: Bump, b: Bump): Bump {
  return rank[a] >= rank[b] ? a : b;
}

/** Whether a bump is at least as large as another. */
export function isAtLeast(given: Bump, needed: Bump): boolean {
  return rank[given] >= rank[needed];
}
