import { accessSync, constants } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import version from '../../../specs/dapr/version.json' with { type: 'json' };

/** The version of `daprd` that generated resources are made for. */
export const daprVersion: string = version.runtime;

/**
 * Where `daprd` is: what `EDA_DAPRD` names, the one built from source into the user's cache, the one of the `PATH`, the
 * one that the Dapr CLI installed, in this order. Undefined where there is none.
 */
export function findDaprd(env: Readonly<Record<string, string | undefined>>): string | undefined {
  const name = process.platform === 'win32' ? 'daprd.exe' : 'daprd';
  const named = env.EDA_DAPRD;
  if (named !== undefined && named !== '') return isProgram(named) ? named : undefined;
  const home = env.HOME || homedir();
  const candidates = [
    join(componentsFolder(env), `daprd-${daprVersion}`, name),
    ...(env.PATH ?? '').split(delimiter).map((folder) => join(folder, name)),
    join(home, '.dapr/bin', name),
  ];
  return candidates.find(isProgram);
}

/** Where real components are kept that were built or downloaded for tests and proofs: by version, in the user's cache. */
export function componentsFolder(env: Readonly<Record<string, string | undefined>>): string {
  if (env.EDA_COMPONENTS) return env.EDA_COMPONENTS;
  const cache = env.XDG_CACHE_HOME || join(env.HOME || homedir(), '.cache');
  return join(cache, 'eda/components');
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
