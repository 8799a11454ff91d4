import { Buffer, isAscii, isUtf8 } from 'node:buffer';
import { existsSync, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { join, resolve, sep } from 'node:path';
import picomatch from 'picomatch';
import { type BadByte, findBadByte } from './find-bad-byte.ts';
import { hasBackslash, pathFrom, writeSlashes } from './path-shape.ts';

/** The files of a project as the reader sees them. Paths are relative to the project's root, with `/`. */
export interface ProjectFiles {
  readonly root: string;
  read(path: string): FileText;
  /** Paths that match a glob, sorted. */
  glob(pattern: string): readonly string[];
}

export type FileText = { readonly ok: true; readonly text: string } | UnreadFile;

export interface UnreadFile {
  readonly ok: false;
  readonly reason: FileProblem;
  /** Of `not-text`: where it ceases to be text. */
  readonly badByte?: BadByte;
}

export type FileProblem =
  | 'missing'
  | 'backslash'
  | 'folder'
  | 'unreadable'
  | 'outside'
  | 'too-large'
  | 'not-text';

/** A design of this size is a mistake; reading it could exhaust memory. In bytes. */
export const largestFile = 64 * 1024 * 1024;

/** Where released designs are kept, at the top of a project. */
export const releasesFolder = 'releases';

/** Folders that hold no part of a design. */
const passedOver = new Set(['node_modules', '.git', '.eda', 'dist']);

/** The files below a folder on disk. Links that lead outside are refused. */
export function createDiskFiles(folder: string): ProjectFiles {
  const root = resolve(folder);
  const realRoot = existsSync(root) ? realpathSync(root) : root;
  return {
    root,
    read: (path) => readProjectFile(realRoot, path),
    glob: (pattern) => globProjectFiles(realRoot, pattern),
  };
}

/** Files held in memory: for tests, and for editors with unsaved text. */
export function createMemoryFiles(files: { readonly [path: string]: string }, root = '/'): ProjectFiles {
  return {
    root,
    read: (path) => {
      if (hasBackslash(path)) return { ok: false, reason: 'backslash' };
      if (path.startsWith('..')) return { ok: false, reason: 'outside' };
      const text = Object.hasOwn(files, path) ? files[path] : undefined;
      return text === undefined ? { ok: false, reason: 'missing' } : { ok: true, text };
    },
    glob: (pattern) => {
      const matches = picomatch(pattern);
      return Object.keys(files)
        .filter((path) => matches(path))
        .sort();
    },
  };
}

/** What to tell a person about a file that could not be read. */
export function describeProblem({ reason, badByte }: UnreadFile): string {
  switch (reason) {
    case 'missing':
      return 'there is no such file';
    case 'backslash':
      return writeSlashes;
    case 'folder':
      return 'this is a folder, a file is expected';
    case 'unreadable':
      return 'it cannot be read (permissions?)';
    case 'outside':
      return 'it lies outside the project';
    case 'too-large':
      return `it is larger than ${largestFile / 1024 / 1024} MB`;
    case 'not-text':
      return `it is not UTF-8 text${badByte === undefined ? '' : describeBadByte(badByte)}`;
  }
}

function describeBadByte({ byte, line, column }: BadByte): string {
  return `: the byte 0x${byte.toString(16).toUpperCase()} in line ${line}, column ${column} belongs to no character`;
}

function readProjectFile(root: string, path: string): FileText {
  if (hasBackslash(path)) return { ok: false, reason: 'backslash' };
  const absolute = resolve(root, path);
  if (!isInside(root, absolute)) return { ok: false, reason: 'outside' };
  try {
    const stat = statSync(absolute);
    if (stat.isDirectory()) return { ok: false, reason: 'folder' };
    if (stat.size > largestFile) return { ok: false, reason: 'too-large' };
    if (!isInside(root, realpathSync(absolute))) return { ok: false, reason: 'outside' };
    return decodeText(readFileSync(absolute));
  } catch (error) {
    return {
      ok: false,
      reason: codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR' ? 'missing' : 'unreadable',
    };
  }
}

const byteOrderMark = Buffer.from('\uFEFF');

/** The text of a file's bytes, which have to be UTF-8; without a byte order mark. */
export function decodeText(bytes: Buffer): FileText {
  // What is ASCII takes half the memory, and none of the work of a decoder.
  if (isAscii(bytes)) return { ok: true, text: bytes.toString('latin1') };
  if (!isUtf8(bytes)) {
    const badByte = findBadByte(bytes);
    return { ok: false, reason: 'not-text', ...(badByte === undefined ? {} : { badByte }) };
  }
  const isMarked = bytes.subarray(0, byteOrderMark.length).equals(byteOrderMark);
  return { ok: true, text: bytes.toString('utf8', isMarked ? byteOrderMark.length : 0) };
}

/** True for paths below the folder `base` that a glob passes over: what is installed, built or git's own. */
export function isPassedOver(path: string, base: string): boolean {
  const folders = path.split('/').slice(0, -1);
  const own = base === '' || base === '.' ? 0 : base.split('/').length;
  // Released designs are no parts of the one that they were taken from.
  return (
    (own === 0 && folders[0] === releasesFolder) || folders.slice(own).some((name) => passedOver.has(name))
  );
}

function globProjectFiles(root: string, pattern: string): string[] {
  const { base } = picomatch.scan(pattern);
  const start = resolve(root, base);
  if (!isInside(root, start)) return [];
  const matches = picomatch(pattern.replace(/^\.\//, ''));
  const found: string[] = [];
  const visit = (folder: string): void => {
    let entries: import('node:fs').Dirent[];
    try {
      entries = readdirSync(folder, { withFileTypes: true });
    } catch {
      return;
    }
    for (const entry of entries) {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) {
        const isReleases = folder === root && entry.name === releasesFolder;
        if (!passedOver.has(entry.name) && !isReleases) visit(path);
      } else {
        const name = pathFrom(root, path);
        if (matches(name)) found.push(name);
      }
    }
  };
  if (existsSync(start) && statSync(start).isFile()) return [pathFrom(root, start)];
  visit(start);
  return found.sort();
}

function isInside(root: string, path: string): boolean {
  return path === root || path.startsWith(root.endsWith(sep) ? root : root + sep);
}

function codeOf(error: unknown): unknown {
  return typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
}
