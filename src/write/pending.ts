import { existsSync, lstatSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join, posix } from 'node:path';
import { lockName } from './lock.ts';
import { readIfThere, replaceFile } from './replace-file.ts';

export const cacheFolder = '.eda/cache';
const pendingName = '.eda/cache/pending.json';

/** Hashes that runs which were cut off may have left at a path. */
export type Pending = ReadonlyMap<string, readonly string[]>;

/** What runs before this one were about to write and never finished. */
export function readPending(root: string): Pending {
  const text = readIfThere(join(root, pendingName));
  if (text === undefined) return new Map();
  try {
    return new Map(Object.entries(JSON.parse(text)));
  } catch {
    return new Map();
  }
}

/** Adds to what is pending: a run that is cut off may follow another one. */
export function writePending(
  root: string,
  before: Pending,
  writes: readonly { readonly file: { readonly path: string }; readonly hash: string }[],
): void {
  const all = new Map(before);
  for (const { file, hash } of writes) all.set(file.path, [...(before.get(file.path) ?? []), hash]);
  const folder = join(root, cacheFolder);
  mkdirSync(folder, { recursive: true });
  // Of the cache, a link is fine: who moved it elsewhere wants it there.
  replaceFile(root, pendingName, JSON.stringify(Object.fromEntries(all)), new Set([cacheFolder]));
}

/** Half-written files of runs that were killed. Called by the one run that may write, so they belong to nobody. */
export function removeLeftovers(root: string, pending: Pending): void {
  const folders = new Set([cacheFolder]);
  const names = new Set<string>();
  for (const path of pending.size === 0 ? [] : [lockName, ...pending.keys()]) {
    folders.add(posix.dirname(path));
    names.add(path);
  }
  for (const folder of folders) {
    const absolute = join(root, folder);
    if (!existsSync(absolute) || !lstatSync(absolute).isDirectory()) continue;
    for (const name of readdirSync(absolute)) {
      const original = /^(.+)\.\d+\.tmp$/.exec(name)?.[1];
      if (original === undefined) continue;
      if (folder === cacheFolder || names.has(posix.join(folder, original))) rmSync(join(absolute, name));
    }
  }
}

/** Everything that was pending is done. */
export function forgetPending(root: string): void {
  rmSync(join(root, pendingName), { force: true });
}
