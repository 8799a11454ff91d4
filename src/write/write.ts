import { existsSync, readdirSync, readFileSync, rmdirSync, rmSync, type Stats } from 'node:fs';
import { join, posix, sep } from 'node:path';
import type { OwnedFile } from '../generators/plan.ts';
import { type GenerateCache, readCache, writeCache } from './cache.ts';
import {
  createContentEncoder,
  createInputHasher,
  type EncodedContent,
  encodeContent,
  type FileContent,
  hashText,
  hashWithLineFeeds,
  type InputHasher,
} from './content-hash.ts';
import {
  emptyLock,
  isNewerLock,
  joinConflict,
  type Lock,
  type LockedFile,
  lockName,
  parseLock,
  printLock,
} from './lock.ts';
import {
  cacheFolder,
  forgetPending,
  type Pending,
  readPending,
  removeLeftovers,
  writePending,
} from './pending.ts';
import { createFolderLookup, lstatIfThere, prepareFolder, readIfThere, replaceFile } from './replace-file.ts';

/** What a run does about a path. */
export type FileAction =
  | 'create'
  | 'update'
  | 'unchanged'
  /** Written once, now its user's. */
  | 'yours'
  /** Its user's, with what generated code needs added to it. */
  | 'extend'
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

/** A planned file; one that is no text as well. */
export type WritableFile = Omit<OwnedFile, 'content'> & { readonly content: () => FileContent };

export interface WriteRequest {
  /** The project's folder. */
  readonly root: string;
  readonly files: readonly WritableFile[];
  readonly ran: readonly string[];
  readonly records: Lock['records'];
  readonly lock: Lock;
  /** Version of the eda that wrote all of the tree; absent: the run is about a part of it. */
  readonly by?: string;
  /** Of the assets: another version makes all content anew. */
  readonly assetsVersion: string;
  /** What has hashed parts of the design for this run already; absent: nothing has. */
  readonly hashInputs?: InputHasher;
  /** Paths whose hand edits are given up. */
  readonly overwrite: ReadonlySet<string>;
  /** New texts of users' own files that have to gain something; see `extend-files.ts`. */
  readonly extensions?: ReadonlyMap<string, string>;
  /** Whether a path may be touched; absent: all may. */
  readonly covers?: (path: string) => boolean;
  /** `plan`: say what would be done, touch nothing. */
  readonly mode: 'write' | 'plan';
  /** Told after each file that was written. */
  readonly onWrite?: (done: number, total: number) => void;
}

/** What `eda.lock` says, and whether it had to be mended to say it. */
export interface ReadLock {
  readonly lock: Lock;
  /**
   * `joined`: a merge left conflict markers, and both sides could be kept; `newer`: its layout is of a later eda;
   * `damaged`: it says nothing.
   */
  readonly state: 'sound' | 'joined' | 'newer' | 'damaged';
}

/** Reads `eda.lock`; one that isn't there is empty. */
export function readLock(root: string): ReadLock {
  const text = readIfThere(join(root, lockName));
  if (text === undefined) return { lock: emptyLock, state: 'sound' };
  const lock = parseLock(text);
  if (lock !== undefined) return { lock, state: 'sound' };
  if (isNewerLock(text)) return { lock: emptyLock, state: 'newer' };
  const joined = joinConflict(text);
  return joined === undefined ? { lock: emptyLock, state: 'damaged' } : { lock: joined, state: 'joined' };
}

/** What a run did, or would do, and how the files that it owns look on disk. */
export interface WriteOutcome {
  /** Sorted by path. */
  readonly results: readonly FileResult[];
  readonly cache: GenerateCache;
  /** How files that are their users' looked before anything was written; not those that gained something. */
  readonly yours: ReadonlyMap<string, FileState>;
}

/**
 * Brings the tree in line with the plan, or says what that would take. Each file is written beside its place and
 * moved there, so that no reader ever sees half a file; what is about to be written is noted first, so that a run
 * after an interrupted one knows its own files from a person's edits.
 */
export function writeFiles(request: WriteRequest): WriteOutcome {
  const run: Run = {
    request,
    cache: readCache(join(request.root, cacheFolder)),
    pending: readPending(request.root),
    hashInputs: request.hashInputs ?? createInputHasher(),
    encode: createContentEncoder(),
    hasFolder: createFolderLookup(request.root),
    results: [],
    writes: [],
    removals: [],
    nextFiles: {},
    nextCache: {},
    yours: new Map(),
  };
  for (const file of request.files) {
    if (file.owner === 'once') planOnce(run, file);
    else planGenerated(run, file);
  }
  planRemovals(run);
  if (request.mode === 'write') carryOut(run);
  return {
    results: run.results.sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0)),
    cache: run.nextCache,
    yours: run.yours,
  };
}

/** A run while it is decided what to do. */
interface Run {
  readonly request: WriteRequest;
  readonly cache: GenerateCache;
  readonly pending: Pending;
  readonly hashInputs: InputHasher;
  readonly encode: ReturnType<typeof createContentEncoder>;
  readonly hasFolder: ReturnType<typeof createFolderLookup>;
  readonly results: FileResult[];
  readonly writes: PlannedWrite[];
  readonly removals: string[];
  readonly nextFiles: { [path: string]: LockedFile };
  readonly nextCache: GenerateCache;
  readonly yours: Map<string, FileState>;
}

interface PlannedWrite extends EncodedContent {
  readonly file: WritableFile;
  /** Of the inputs; absent for what is its user's from now on. */
  readonly key?: string;
}

/** A file that is written where nothing is, and may have to gain something afterwards. */
function planOnce(run: Run, file: WritableFile): void {
  const { request, results, writes, nextFiles, yours } = run;
  const { path, owner, generator } = file;
  const locked = request.lock.files[path];
  const stat = statOf(run, path);
  if (stat !== undefined) {
    const extended = request.extensions?.get(path);
    if (extended === undefined) yours.set(path, { mtimeMs: stat.mtimeMs, size: stat.size });
    else writes.push({ file, ...encodeContent(extended) });
    results.push({ path, generator, action: extended === undefined ? 'yours' : 'extend' });
    if (locked !== undefined) nextFiles[path] = locked;
    return;
  }
  const { bytes, hash } = run.encode(file);
  writes.push({ file, bytes, hash });
  nextFiles[path] = { generator, owner, hash };
  results.push({ path, generator, action: 'create' });
}

function planGenerated(run: Run, file: WritableFile): void {
  const { request, cache, results, writes, nextFiles, nextCache } = run;
  const { path, owner, generator } = file;
  const locked = request.lock.files[path];
  // Keys are kept by path: which it is need not go into them.
  const key = run.hashInputs(file.inputs, generator, request.assetsVersion);
  const cached = cache[path];
  const disk = diskState(run, path, cached, locked);
  const isKnown = locked !== undefined && cached?.key === key && cached.hash === locked.hash;
  if (isKnown && disk?.hash === locked.hash) {
    nextFiles[path] = locked;
    nextCache[path] = { key, hash: locked.hash, mtimeMs: disk.mtimeMs, size: disk.size };
    results.push({ path, generator, action: 'unchanged' });
    return;
  }
  const { bytes, hash } = run.encode(file);
  const overwrite = request.overwrite.has(path);
  const decided = decide(disk, hash, locked, run.pending.get(path), overwrite);
  const action = decided === 'edited' && hasConflict(request.root, path) ? 'update' : decided;
  results.push({ path, generator, action });
  if (action === 'create' || action === 'update') {
    writes.push({ file, bytes, hash, key });
    nextFiles[path] = { generator, owner, hash };
  } else if (action === 'unchanged') {
    nextFiles[path] = { generator, owner, hash };
    if (disk !== undefined) nextCache[path] = { key, hash, mtimeMs: disk.mtimeMs, size: disk.size };
  } else if (locked !== undefined) nextFiles[path] = locked;
}

/** What was generated before, and is planned no more. */
function planRemovals(run: Run): void {
  const { request, cache, results, removals, nextFiles, nextCache } = run;
  const { lock, overwrite, ran, covers = () => true } = request;
  const planned = new Set(request.files.map((file) => file.path));
  for (const [path, locked] of Object.entries(lock.files)) {
    if (planned.has(path)) continue;
    if (!ran.includes(locked.generator) || !covers(path)) {
      nextFiles[path] = locked;
      if (cache[path] !== undefined) nextCache[path] = cache[path];
      continue;
    }
    if (locked.owner !== 'eda') {
      // Migrations stay: databases have run them. What was written once is its user's.
      if (locked.owner === 'append') nextFiles[path] = locked;
      continue;
    }
    const disk = diskState(run, path, cache[path], locked);
    if (disk === undefined) continue;
    const ours = disk.hash === locked.hash || overwrite.has(path);
    results.push({ path, generator: locked.generator, action: ours ? 'remove' : 'stale-edited' });
    if (ours) removals.push(path);
    else nextFiles[path] = locked;
  }
}

function carryOut({ request, pending, writes, removals, nextFiles, nextCache }: Run): void {
  const { root } = request;
  const folders = new Set<string>();
  // Whatever is refused is refused before anything is written.
  for (const { file } of writes) prepareFolder(root, file.path, folders);
  removeLeftovers(root, pending);
  if (writes.length > 0) writePending(root, pending, writes);
  for (const [index, { file, bytes, hash, key }] of writes.entries()) {
    const written = replaceFile(root, file.path, bytes, folders);
    request.onWrite?.(index + 1, writes.length);
    if (key !== undefined) nextCache[file.path] = { key, hash, ...written };
  }
  for (const path of removals) removeFile(root, path);
  const by = request.by ?? request.lock.by;
  const text = printLock({
    ...(by === undefined ? {} : { by }),
    files: nextFiles,
    records: request.records,
  });
  if (readIfThere(join(root, lockName))?.replaceAll('\r\n', '\n') !== text)
    replaceFile(root, lockName, text, folders);
  writeCache(join(root, cacheFolder), nextCache);
  forgetPending(root);
}

/** Where a planned path is on disk; it needs no normalising. */
function placeOf(root: string, path: string): string {
  return `${root}${sep}${path}`;
}

function decide(
  disk: DiskState | undefined,
  planned: string,
  locked: LockedFile | undefined,
  pending: readonly string[] | undefined,
  overwrite: boolean,
): FileAction {
  if (disk === undefined) return 'create';
  if (disk.hash === planned || disk.lineFeedHash === planned) return 'unchanged';
  if (overwrite || pending?.includes(disk.hash)) return 'update';
  if (locked === undefined) return 'in-the-way';
  return disk.hash === locked.hash ? 'update' : 'edited';
}

/** What a merge left in a generated file is nobody's edit. */
function hasConflict(root: string, path: string): boolean {
  const text = readIfThere(join(root, path)) ?? '';
  return /^<{7} [\s\S]*^={7}$[\s\S]*^>{7} /m.test(text);
}

/** What tells a file that was touched from one that was not, without reading it. */
export interface FileState {
  readonly mtimeMs: number;
  readonly size: number;
}

interface DiskState extends FileState {
  /** The locked one as well where nothing but line ends differs: a checkout may make them others. */
  readonly hash: string;
  /** Of what the lock does not know, with line feeds for its other line ends. */
  readonly lineFeedHash?: string;
}

/** The hash of what is on disk; a file that has the time and size of the last run isn't read again. */
function diskState(
  run: Run,
  path: string,
  cached: GenerateCache[string] | undefined,
  locked: LockedFile | undefined,
): DiskState | undefined {
  const stat = statOf(run, path);
  if (stat === undefined) return undefined;
  if (!stat.isFile()) return { hash: 'not a file', mtimeMs: stat.mtimeMs, size: -1 };
  if (cached !== undefined && cached.mtimeMs === stat.mtimeMs && cached.size === stat.size) {
    return { hash: cached.hash, mtimeMs: stat.mtimeMs, size: stat.size };
  }
  const state = { mtimeMs: stat.mtimeMs, size: stat.size };
  const bytes = readFileSync(placeOf(run.request.root, path));
  const hash = hashText(bytes);
  if (hash === locked?.hash) return { ...state, hash };
  const lineFeedHash = hashWithLineFeeds(bytes);
  if (lineFeedHash === undefined) return { ...state, hash };
  return { ...state, hash: lineFeedHash === locked?.hash ? lineFeedHash : hash, lineFeedHash };
}

/** What stands at a planned path; undefined where nothing does. */
function statOf({ request, hasFolder }: Run, path: string): Stats | undefined {
  return hasFolder(path) ? lstatIfThere(placeOf(request.root, path)) : undefined;
}

function removeFile(root: string, path: string): void {
  rmSync(join(root, path), { force: true });
  for (let folder = posix.dirname(path); folder !== '.'; folder = posix.dirname(folder)) {
    const absolute = join(root, folder);
    if (existsSync(absolute) && readdirSync(absolute).length === 0) rmdirSync(absolute);
    else return;
  }
}
