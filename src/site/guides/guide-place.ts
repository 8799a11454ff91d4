import { posix } from 'node:path';
import type { Guides } from './guide.ts';

/**
 * The address of a team's page that a text of the design leads to, from the site's root: a path below the folder of the
 * pages. Undefined: there is no such page.
 */
export function guidePlace(written: string, guides: Guides | undefined): string | undefined {
  const [, name = '', anchor = ''] = /^([^?#]*)(?:\?[^#]*)?(?:#(.*))?$/s.exec(written) ?? [];
  const path = posix.normalize(name.replace(/^\/+/, ''));
  for (const group of guides?.groups ?? [])
    for (const guide of group.guides) {
      if (guide.path !== path) continue;
      return guide.headings.some(({ id }) => id === anchor) ? `${guide.address}#${anchor}` : guide.address;
    }
  return undefined;
}
