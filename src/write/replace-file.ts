import {
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  type Stats,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join, sep } from 'node:path';

/**
 * Writes beside the place and moves there, so that no reader sees half a file. Folders on the way that are links are
 * refused; `folders` are those that are known to be real.
 */
export function replaceFile(
  root: string,
  path: string,
  content: string | Uint8Array,
  folders: Set<string>,
): { mtimeMs: number; size: number } {
  const absolute = `${root}${sep}${path}`;
  prepareFolder(root, path, folders);
  const temporary = `${absolute}.${process.pid}.tmp`;
  try {
    writeFileSync(temporary, content);
    renameSync(temporary, absolute);
  } catch (error) {
    rmSync(temporary, { force: true });
    // The folder is there: it is one of the system's own, such as /proc.
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT')
      throw new WriteRefused(absolute, 'no file can be made in this folder');
    throw error;
  }
  const { mtimeMs, size } = statSync(absolute);
  return { mtimeMs, size };
}

/**
 * Makes the folder of a file, unless a link or a file stands in its way: `WriteRefused`.
 * @param folders of the project that are known to be real; gains this one
 */
export function prepareFolder(root: string, path: string, folders: Set<string>): void {
  const folder = folderOf(path);
  if (folders.has(folder)) return;
  refuseLinks(root, folder);
  mkdirSync(join(root, folder), { recursive: true });
  folders.add(folder);
}

/** The folder of a planned path, which needs no normalising. */
function folderOf(path: string): string {
  const end = path.lastIndexOf('/');
  return end === -1 ? '.' : path.slice(0, end);
}

/** Tells whether the folder of a path is there. The disk is asked once a folder: where it isn't, nothing in it is. */
export function createFolderLookup(root: string): (path: string) => boolean {
  const known = new Map([['.', true]]);
  const isThere = (folder: string): boolean => {
    const before = known.get(folder);
    if (before !== undefined) return before;
    const found = isThere(folderOf(folder)) && existsSync(join(root, folder));
    known.set(folder, found);
    return found;
  };
  return (path) => isThere(folderOf(path));
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

/** The text of a file; undefined where there is none to be read. */
export function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

/** What stands at a path; undefined where nothing does, not even a folder for it. */
export function lstatIfThere(path: string): Stats | undefined {
  try {
    return lstatSync(path, { throwIfNoEntry: false });
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOTDIR') return undefined;
    throw error;
  }
}
