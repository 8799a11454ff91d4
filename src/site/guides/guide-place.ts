import { posix } from 'node:path';
import type { Guides } from './guide.ts';
import { splitAddress } from './resolve-address.ts';

/**
 * The address of a team's page that a text of the design leads to, from the site's root: a path below the folder of the
 * pages. Undefined: there is no such page.
 */
export function guidePlace(address: string, guides: Guides | undefined): string | undefined {
  const { written, hash } = splitAddress(address);
  const path = posix.normalize(written.replace(/^\/+/, ''));
  for (const group of guides?.groups ?? [])
    for (const guide of group.guides) {
      if (guide.path !== path) continue;
      return guide.headings.some(({ id }) => id === hash) ? `${guide.address}#${hash}` : guide.address;
    }
  return undefined;
}
