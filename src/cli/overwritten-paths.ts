import { relative, resolve, sep } from 'node:path';

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
      [relative(folder, resolve(cwd, path)).split(sep).join('/'), path],
    ]),
  );
}

/** What was named, and is no known path in either reading. */
export function findStray(
  overwrite: ReadonlyMap<string, string>,
  known: readonly string[],
): string | undefined {
  const meant = new Set([...overwrite].filter(([path]) => known.includes(path)).map(([, typed]) => typed));
  return [...overwrite.values()].find((typed) => !meant.has(typed));
}
