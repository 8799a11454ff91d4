import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathFrom } from '../spec/path-shape.ts';

/**
 * A folder as its repository calls it, with `/`, empty at its top: what reports for CI call files by. Outside of a
 * repository it is called from where the command was called.
 */
export function repositoryFolder(folder: string, cwd: string): string {
  let top = folder;
  while (!existsSync(join(top, '.git'))) {
    if (dirname(top) === top) {
      top = cwd;
      break;
    }
    top = dirname(top);
  }
  const path = pathFrom(top, folder);
  return path.startsWith('..') ? '' : path;
}
