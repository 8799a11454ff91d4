import { existsSync, readdirSync, rmdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type FileContent, hashText } from './content-hash.ts';
import { lockName } from './lock.ts';
import { cacheFolder, readPending } from './pending.ts';
import { takeRunLock } from './run-lock.ts';
import { type FileResult, readLock, type WriteRequest, writeFiles } from './write.ts';

/** Files that have a folder of their own, which is published as it is. */
export interface FolderRequest {
  /** Absolute; made where it is not there. */
  readonly folder: string;
  /** Who writes them: what `eda.lock` in the folder calls it. */
  readonly writer: string;
  readonly files: readonly FolderFile[];
  /** Gives up what people changed in files of an earlier run, and files of theirs that are in the way. */
  readonly force: boolean;
  /** `plan`: say what would be done, touch nothing. */
  readonly mode: 'write' | 'plan';
}

export interface FolderFile {
  /** Relative to the folder, with `/`. */
  readonly path: string;
  readonly text: FileContent;
}

export type WrittenFolder =
  | { readonly kind: 'done'; readonly results: readonly FileResult[] }
  /** It holds files, and none of an earlier run. */
  | { readonly kind: 'foreign' }
  /** Files that people changed, or put where planned ones belong. */
  | { readonly kind: 'edited'; readonly paths: readonly string[] }
  /** Another process writes into it. */
  | { readonly kind: 'busy'; readonly pid: number };

/**
 * Brings a folder in line with files: those that changed are written, those that are no longer planned go, files of
 * others stay. Nothing is touched unless all of it can be done; what is there afterwards is the files and `eda.lock`.
 */
export function writeFolder({ folder, writer, files, force, mode }: FolderRequest): WrittenFolder {
  if (isForeign(folder, writer)) return { kind: 'foreign' };
  const request: WriteRequest = {
    root: folder,
    files: files.map(({ path, text }) => ({
      path,
      owner: 'eda',
      generator: writer,
      content: () => text,
      inputs: [typeof text === 'string' ? text : hashText(text)],
    })),
    ran: [writer],
    records: {},
    lock: readLock(folder).lock,
    assetsVersion: '',
    overwrite: new Set(),
    mode: 'plan',
  };
  const { results } = writeFiles(request);
  const edited = results.flatMap(({ path, action }) => (isPeoples(action) ? [path] : []));
  if (edited.length > 0 && !force) return { kind: 'edited', paths: edited };
  if (mode === 'plan') return { kind: 'done', results };
  const lock = takeRunLock(folder);
  if ('heldBy' in lock) return { kind: 'busy', pid: lock.heldBy };
  try {
    return {
      kind: 'done',
      results: writeFiles({ ...request, overwrite: new Set(edited), mode: 'write' }).results,
    };
  } finally {
    lock.release();
    forgetRun(folder);
  }
}

function isPeoples(action: FileResult['action']): boolean {
  return action === 'edited' || action === 'in-the-way' || action === 'stale-edited';
}

/** Whether a folder holds something, and nothing says that the writer was there before. */
function isForeign(folder: string, writer: string): boolean {
  if (!existsSync(folder) || !statSync(folder).isDirectory() || readdirSync(folder).length === 0)
    return false;
  // A first run that was cut off left no lock yet, but what it was about to write.
  if (!existsSync(join(folder, lockName))) return readPending(folder).size === 0;
  const { lock, state } = readLock(folder);
  return state === 'damaged' || Object.values(lock.files).some(({ generator }) => generator !== writer);
}

/** What runs remember of each other is not published. */
function forgetRun(folder: string): void {
  rmSync(join(folder, cacheFolder), { recursive: true, force: true });
  const own = join(folder, '.eda');
  if (existsSync(own) && readdirSync(own).length === 0) rmdirSync(own);
}
