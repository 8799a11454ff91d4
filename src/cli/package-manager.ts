import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readJson } from '../write/cache.ts';
import { lstatIfThere } from '../write/replace-file.ts';
import type { Check } from './machine-report.ts';

/** What installs the packages of a project. */
export interface PackageManager {
  /** `pnpm 10.34.8, by pnpm-lock.yaml`. */
  readonly name: string;
  readonly kind: Kind;
  /** How it adds a package that is only developed with. */
  readonly add: string;
}

type Kind = 'npm' | 'pnpm' | 'yarn' | 'bun';

const lockFiles: { readonly [file: string]: Kind } = {
  'package-lock.json': 'npm',
  'npm-shrinkwrap.json': 'npm',
  'pnpm-lock.yaml': 'pnpm',
  'yarn.lock': 'yarn',
  'bun.lock': 'bun',
};
const adds: { readonly [kind in Kind]: string } = {
  npm: 'npm install --save-dev',
  pnpm: 'pnpm add --save-dev',
  yarn: 'yarn add --dev',
  bun: 'bun add --dev',
};

/**
 * The package manager that a project is installed with: by `packageManager` in its package.json, by its lock file, or else
 * by who runs this. Nothing says it: undefined.
 */
export function findPackageManager(
  folder: string,
  env: Readonly<Record<string, string | undefined>>,
): PackageManager | undefined {
  const [, running, runningVersion = ''] =
    /^(npm|pnpm|yarn|bun)\/([\w.+-]+)/.exec(env.npm_config_user_agent ?? '') ?? [];
  const named = readPackageJson(folder).packageManager;
  const [, declared] = /^(npm|pnpm|yarn|bun)@/.exec(typeof named === 'string' ? named : '') ?? [];
  const locks = Object.keys(lockFiles).filter((file) => existsSync(join(folder, file)));
  const kind = (declared ?? lockFiles[locks[0] ?? ''] ?? running) as Kind | undefined;
  if (kind === undefined) return undefined;
  const by = declared !== undefined ? [`packageManager: ${named}`] : locks;
  const name = running === kind ? `${kind} ${runningVersion}` : kind;
  return {
    name: [name, ...(by.length === 0 ? [] : [`by ${by.join(' and ')}`])].join(', '),
    kind,
    add: adds[kind],
  };
}

const workspaceFile = 'pnpm-workspace.yaml';

/** Writes the file that pnpm reads workspaces from, where it will install them and has none. */
export function writeWorkspaceFile(folder: string, manager: PackageManager | undefined): void {
  const [check] = workspaceCheck(folder, manager);
  const file = join(folder, workspaceFile);
  if (check === undefined || check.found !== undefined || lstatIfThere(file) !== undefined) return;
  writeFileSync(file, "packages: ['services/*']\n");
}

/** pnpm reads workspaces from a file of its own: without it the services come without their packages. */
export function workspaceCheck(folder: string, manager: PackageManager | undefined): Check[] {
  if (manager?.kind !== 'pnpm' || readPackageJson(folder).workspaces === undefined) return [];
  return [
    {
      name: 'workspaces',
      ...(existsSync(join(folder, workspaceFile)) ? { found: workspaceFile } : {}),
      weight: 'needed',
      for: 'the packages of the services: pnpm does not read `workspaces` of package.json',
      get: `write ${workspaceFile} with the line \`packages: ['services/*']\`, then pnpm install`,
    },
  ];
}

/** Of one that cannot be read, who installs says so. */
function readPackageJson(folder: string): { readonly [name: string]: unknown } {
  return { ...readJson(join(folder, 'package.json')) };
}
