import { existsSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * A folder and those above it in which a design or its configuration is looked for, nearest first: up to the top of the
 * repository, for what lies beyond it is another project's; where there is no repository, up to the top of the disk. Looks
 * no further than it is asked.
 *
 * @param last the folder to end with at the latest
 */
export function* foldersAbove(from: string, last?: string): Generator<string, void> {
  for (let folder = from; ; folder = dirname(folder)) {
    yield folder;
    if (folder === last || existsSync(join(folder, '.git')) || dirname(folder) === folder) return;
  }
}

/**
 * Whether one of those folders holds a file that is meant: in the folder of the search any; above it only one of this user,
 * of root, or of whoever has the folder of the search. A design names code that is run, and everybody can write into some
 * folders above, as that of temporary files.
 */
export function holdsOwn(folder: string, name: string, from: string): boolean {
  const path = join(folder, name);
  if (!existsSync(path)) return false;
  const user = process.getuid?.();
  return folder === from || user === undefined || [0, user, statSync(from).uid].includes(statSync(path).uid);
}

/** Of a search that found nothing: a file above that it passed over, absolute, and why. */
export function passedOver(name: string, from: string): { path: string; because: string } | undefined {
  const searched = new Set(foldersAbove(from));
  for (let folder = dirname(from); ; folder = dirname(folder)) {
    const path = join(folder, name);
    if (existsSync(path))
      return {
        path,
        because: searched.has(folder) ? 'another user wrote it' : 'it lies beyond the repository',
      };
    if (dirname(folder) === folder) return undefined;
  }
}
