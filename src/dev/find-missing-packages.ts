import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { problem } from './outcome.ts';

/**
 * What stops services from starting where nobody has installed their packages yet: a fault for each folder whose
 * `package.json` names dependencies that lie in no `node_modules` on the way up from it.
 */
export function findMissingPackages(root: string, folders: readonly string[]): readonly Diagnostic[] {
  // Yarn without node_modules resolves packages by a file of its own.
  if (['.pnp.cjs', '.pnp.js'].some((file) => existsSync(join(root, file)))) return [];
  return [...new Set(folders)].flatMap((folder) => {
    const missing = dependenciesOf(folder).filter((name) => !isInstalled(folder, name));
    if (missing.length === 0) return [];
    const file = relative(root, join(folder, 'package.json')).split(sep).join('/');
    const named = missing.length > 3 ? `${missing.slice(0, 3).join(', ')} and others` : missing.join(', ');
    return [problem('packages-missing', `not installed: ${named}`, 'npm install', file, ['dependencies'])];
  });
}

function dependenciesOf(folder: string): readonly string[] {
  try {
    const { dependencies } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    return Object.keys(dependencies ?? {});
  } catch {
    // None, or one that npm will complain about.
    return [];
  }
}

function isInstalled(folder: string, name: string): boolean {
  for (let at = folder; ; at = dirname(at)) {
    if (existsSync(join(at, 'node_modules', name))) return true;
    if (at === dirname(at)) return false;
  }
}
