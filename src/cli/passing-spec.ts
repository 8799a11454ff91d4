import { realpathSync } from 'node:fs';
import { basename, dirname, join, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { pathFrom } from '../spec/path-shape.ts';
import { readJson } from '../write/cache.ts';
import { version } from './version.ts';

/**
 * How a project would name this eda in its package.json, where eda is only passing through: in the folder that
 * `npx --package`, `pnpm dlx` or `yarn dlx` made for it. A tarball by its path from the project, what came from a registry by
 * its exact version, so that Renovate and Dependabot raise it. Undefined where eda is installed, or runs from its sources.
 * @param program where this runs, below the folder of the package
 */
export function passingSpec(
  project: string,
  program = realpathSync(fileURLToPath(import.meta.url)),
): string | undefined {
  const at = program.lastIndexOf(`${sep}node_modules${sep}eda${sep}`);
  if (at === -1) return undefined;
  for (let folder = program.slice(0, at); dirname(folder) !== folder; folder = dirname(folder)) {
    const spec = dependencyIn(join(folder, 'package.json'));
    if (spec === undefined) continue;
    if (!isPassing(folder)) return undefined;
    const [, path] = /^(?:file|link):(.*)$/.exec(spec) ?? [];
    if (path === undefined) return /^[~^>=<*\d]|^latest$/.test(spec) ? version : spec;
    return `file:${pathFrom(project, resolve(folder, path))}`;
  }
  return undefined;
}

/** npx keeps its folders below `_npx`, pnpm and yarn name theirs after `dlx`. */
function isPassing(folder: string): boolean {
  return basename(dirname(folder)) === '_npx' || folder.split(sep).some((part) => /^dlx\b/.test(part));
}

interface Manifest {
  readonly dependencies?: { readonly eda?: unknown } | null;
  readonly devDependencies?: { readonly eda?: unknown } | null;
}

function dependencyIn(file: string): string | undefined {
  const { dependencies, devDependencies }: Manifest = readJson(file);
  const spec = dependencies?.eda ?? devDependencies?.eda;
  return typeof spec === 'string' ? spec : undefined;
}
