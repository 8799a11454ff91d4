import { resolve } from 'node:path';
import { didYouMean } from '../diagnostics/suggest.ts';
import type { PlannedFile } from '../generators/generator.ts';
import { pathFrom } from '../spec/path-shape.ts';
import { type Lock, lockName } from '../write/lock.ts';

/**
 * `--overwrite` paths as the plan may write them, with the words that were typed: relative to `cwd` or to the
 * project's folder.
 */
export function readOverwrite(
  typed: readonly string[],
  folder: string,
  cwd: string,
): ReadonlyMap<string, string> {
  return new Map(
    typed.flatMap((path): [string, string][] => [
      [path, path],
      [pathFrom(folder, resolve(cwd, path)), path],
    ]),
  );
}

/** Why one of the paths can't be written anew: it is no generated file, or its reader's by now. */
export function findMisused(
  overwrite: ReadonlyMap<string, string>,
  planned: readonly PlannedFile[],
  lock: Lock,
): string | undefined {
  const known = [lockName, ...planned.map(({ path }) => path), ...Object.keys(lock.files)];
  const stray = findStray(overwrite, known);
  if (stray !== undefined) return `${stray} is not a generated file${didYouMean(stray, known)}`;
  const own = planned.find(({ path, owner }) => owner === 'once' && overwrite.has(path));
  return own && `${own.path} is yours: it is written where nothing is; delete it to get it anew`;
}

/** What was named, and is no known path in either reading. */
function findStray(overwrite: ReadonlyMap<string, string>, known: readonly string[]): string | undefined {
  const meant = new Set([...overwrite].filter(([path]) => known.includes(path)).map(([, typed]) => typed));
  return [...overwrite.values()].find((typed) => !meant.has(typed));
}
