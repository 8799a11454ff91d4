import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, posix } from 'node:path';
import type { OwnedFile } from '../generators/plan.ts';
import { type GenerateCache, readCache, writeCache } from './cache.ts';
import { createInputHasher, hashText } from './content-hash.ts';
import { emptyLock, type Lock, type LockedFile, parseLock, printLock } from './lock.ts';

/** What a run does about a path. */
export type FileAction =
  | 'create'
  | 'update'
  | 'unchanged'
  /** Written once, now its user's. */
  | 'yours'
  | 'remove'
  /** Edited by hand since it was generated: left as it is. */
  | 'edited'
  /** Somebody else's file stands where a generated one should: left as it is. */
  | 'in-the-way'
  /** No longer generated, but edited by hand: left as it is. */
  | 'stale-edited';

export interface FileResult {
  readonly path: string;
  readonly generator: string;
  readonly action: FileAction;
}

export interface WriteRequest {
  /** The project's folder. */
  readonly root: string;
  readonly files: readonly OwnedFile[];
  readonly ran: readonly string[];
  readonly records: Lock['records'];
  readonly lock: Lock;
  /** Of the assets: another version makes all content anew. */
  readonly assetsVersion: string;
  /** Paths whose hand edits are given up. */
  readonly overwrite: ReadonlySet<string>;
  /** `plan`: say what would be done, touch nothing. */
  readonly mode: 'write' | 'plan';
}

const lockName = 'eda.lock';
const cacheFolder = '.eda/cache';
const pendingName = '.eda/cache/pending.json';

/** Reads `eda.lock`; `damaged` where there is a file that is none. */
export function readLock(root: string): { lock: Lock; damaged: boolean } {
  const text = readIfThere(join(root, lockName));
  if (text === undefined) return { lock: emptyLock, damaged: false };
  const lock = parseLock(text);
  return { lock: lock ?? emptyLock, damaged: lock === undefined };
}

/**
 * Brings the tree in line with the plan, or says what that would take. Each file is written beside its place and
 * moved there, so that no reader ever sees half a file; what is about to be written is noted first, so that a run
 * after an interrupted one knows its own files from a person's edits.
 */
export function writeFiles(request: WriteRequest): FileResult[] {
  const { root, files, lock } = request;
  const cache = readCache(join(root, cacheFolder));
  const pending = readPending(root);
  const hashInputs = createInputHasher();
  const results: FileResult[] = [];
  const writes: { file: OwnedFile; content: string; hash: string }[] = [];
  const nextFiles: { [path: string]: LockedFile } = {};
  const nextCache: GenerateCache = {};

  for (const file of files) {
    const { path, owner, generator } = file;
    const locked = lock.files[path];
    if (owner === 'once') {
      if (exists(root, path)) {
        results.push({ path, generator, action: 'yours' });
        if (locked !== undefined) nextFiles[path] = locked;
        continue;
      }
      const content = file.content();
      const hash = hashText(content);
      writes.push({ file, content, hash });
      nextFiles[path] = { generator, owner, hash };
      results.push({ path, generator, action: 'create' });
      continue;
    }
    const key = hashInputs(file.inputs, path, generator, request.assetsVersion);
    const cached = cache[path];
    const disk = diskState(root, path, cached);
    if (
      locked !== undefined &&
      cached?.key === key &&
      cached.hash === locked.hash &&
      disk?.hash === locked.hash
    ) {
      nextFiles[path] = locked;
      nextCache[path] = { key, hash: locked.hash, mtimeMs: disk.mtimeMs, size: disk.size };
      results.push({ path, generator, action: 'unchanged' });
      continue;
    }
    const content = file.content();
    const hash = hashText(content);
    const action = decide(disk?.hash, hash, locked, pending[path], request.overwrite.has(path));
    results.push({ path, generator, action });
    if (action === 'create' || action === 'update') {
      writes.push({ file, content, hash });
      nextFiles[path] = { generator, owner, hash };
    } else if (action === 'unchanged') {
      nextFiles[path] = { generator, owner, hash };
      if (disk !== undefined) nextCache[path] = { key, hash, mtimeMs: disk.mtimeMs, size: disk.size };
    } else if (locked !== undefined) nextFiles[path] = locked;
  }

  const planned = new Set(files.map((file) => file.path));
  const removals: string[] = [];
  for (const [path, locked] of Object.entries(lock.files)) {
    if (planned.has(path)) continue;
    if (!request.ran.includes(locked.generator)) {
      nextFiles[path] = locked;
      continue;
    }
    if (locked.owner !== 'eda') {
      // Migrations stay: databases have run them. What was written once is its user's.
      if (locked.owner === 'append') nextFiles[path] = locked;
      continue;
    }
    const disk = diskState(root, path, cache[path]);
    if (disk === undefined) continue;
    const ours = disk.hash === locked.hash || request.overwrite.has(path);
    results.push({ path, generator: locked.generator, action: ours ? 'remove' : 'stale-edited' });
    if (ours) removals.push(path);
    else nextFiles[path] = locked;
  }

  if (request.mode === 'write') {
    const hashes = Object.fromEntries(writes.map(({ file, hash }) => [file.path, hash]));
    if (writes.length > 0) writePending(root, hashes);
    const folders = new Set<string>();
    for (const { file, content, hash } of writes) {
      const written = replaceFile(root, file.path, content, folders);
      if (file.owner === 'once') continue;
      nextCache[file.path] = {
        key: hashInputs(file.inputs, file.path, file.generator, request.assetsVersion),
        hash,
        ...written,
      };
    }
    for (const path of removals) removeFile(root, path);
    const text = printLock({ files: nextFiles, records: request.records });
    if (readIfThere(join(root, lockName)) !== text) replaceFile(root, lockName, text, folders);
    writeCache(join(root, cacheFolder), nextCache);
    rmSync(join(root, pendingName), { force: true });
  }
  return results.sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
}

function decide(
  disk: string | undefined,
  planned: string,
  locked: LockedFile | undefined,
  pending: string | undefined,
  overwrite: boolean,
): FileAction {
  if (disk === undefined) return 'create';
  if (disk === planned) return 'unchanged';
  if (overwrite || disk === pending) return 'update';
  if (locked === undefined) return 'in-the-way';
  return disk === locked.hash ? 'update' : 'edited';
}

interface DiskState {
  readonly hash: string;
  readonly mtimeMs: number;
  readonly size: number;
}

/** The hash of what is on disk; a file that has the time and size of the last run isn't read again. */
function diskState(
  root: string,
  path: string,
  cached: GenerateCache[string] | undefined,
): DiskState | undefined {
  const absolute = join(root, path);
  const stat = lstatSync(absolute, { throwIfNoEntry: false });
  if (stat === undefined) return undefined;
  if (!stat.isFile()) return { hash: 'not a file', mtimeMs: stat.mtimeMs, size: -1 };
  if (cached !== undefined && cached.mtimeMs === stat.mtimeMs && cached.size === stat.size) {
    return { hash: cached.hash, mtimeMs: stat.mtimeMs, size: stat.size };
  }
  return { hash: hashText(readFileSync(absolute, 'utf8')), mtimeMs: stat.mtimeMs, size: stat.size };
}

function exists(root: string, path: string): boolean {
  return lstatSync(join(root, path), { throwIfNoEntry: false }) !== undefined;
}

/** Writes beside the place and moves there. Folders on the way that are links out of the project are refused. */
function replaceFile(
  root: string,
  path: string,
  content: string,
  folders: Set<string>,
): { mtimeMs: number; size: number } {
  const absolute = join(root, path);
  const folder = dirname(absolute);
  if (!folders.has(folder)) {
    refuseLinks(root, posix.dirname(path));
    mkdirSync(folder, { recursive: true });
    folders.add(folder);
  }
  const temporary = `${absolute}.${process.pid}.tmp`;
  try {
    writeFileSync(temporary, content);
    renameSync(temporary, absolute);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
  const { mtimeMs, size } = statSync(absolute);
  return { mtimeMs, size };
}

/** A link inside the project may point anywhere; nothing is written through one. */
function refuseLinks(root: string, folder: string): void {
  let current = root;
  for (const step of folder.split('/')) {
    if (step === '.' || step === '') continue;
    current = join(current, step);
    const stat = lstatSync(current, { throwIfNoEntry: false });
    if (stat?.isSymbolicLink())
      throw new WriteRefused(current, 'it is a link; eda writes into real folders only');
    if (stat !== undefined && !stat.isDirectory())
      throw new WriteRefused(current, 'a folder has to be here, and it is a file');
  }
}

/** The file system does not let a file be where the plan wants it. */
export class WriteRefused extends Error {
  readonly path: string;
  readonly reason: string;

  constructor(path: string, reason: string) {
    super(`${path}: ${reason}`);
    this.path = path;
    this.reason = reason;
  }
}

function removeFile(root: string, path: string): void {
  rmSync(join(root, path), { force: true });
  for (let folder = posix.dirname(path); folder !== '.'; folder = posix.dirname(folder)) {
    const absolute = join(root, folder);
    if (existsSync(absolute) && readdirSync(absolute).length === 0) rmdirSync(absolute);
    else return;
  }
}

function readPending(root: string): { readonly [path: string]: string } {
  const text = readIfThere(join(root, pendingName));
  if (text === undefined) return {};
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}

function writePending(root: string, hashes: { readonly [path: string]: string }): void {
  mkdirSync(join(root, cacheFolder), { recursive: true });
  writeFileSync(join(root, pendingName), JSON.stringify(hashes));
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
