import type { Upcaster } from './contract.ts';

/**
 * Brings data of an older version to the newest, step by step. `version` undefined: the oldest known. A version
 * between two known ones (a patch, say) starts at the next known one; the newest and newer ones pass as they are.
 * @throws what an upcaster throws.
 */
export function upcastData(
  event: { readonly upcasters: readonly Upcaster[] },
  data: unknown,
  version: string | undefined,
): unknown {
  if (event.upcasters.length === 0) return data;
  let current = data;
  for (const step of event.upcasters) {
    if (version === undefined || compareVersions(version, step.version) <= 0) current = step.upcast(current);
  }
  return current;
}

/** @returns below 0 if `left` is older, above 0 if it is newer. Both are `major.minor.patch`. */
function compareVersions(left: string, right: string): number {
  const rights = right.split('.');
  for (const [index, part] of left.split('.').entries()) {
    const difference = Number.parseInt(part, 10) - Number.parseInt(rights[index] ?? '0', 10);
    if (difference !== 0) return difference;
  }
  return 0;
}
