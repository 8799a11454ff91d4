import type { DataPath } from '../../model/architecture.ts';

/** A path as the language writes it: `customer.id`, a dot inside a name as `\.`. */
export function printPath(path: DataPath): string {
  return path.map((step) => step.replaceAll('.', '\\.')).join('.');
}

/** One path as a text, several as a list; undefined where there is none. */
export function printPaths(paths: readonly DataPath[]): string | readonly string[] | undefined {
  const [first] = paths;
  if (first === undefined) return undefined;
  return paths.length === 1 ? printPath(first) : paths.map(printPath);
}
