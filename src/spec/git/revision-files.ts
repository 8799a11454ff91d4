import { posix } from 'node:path';
import picomatch from 'picomatch';
import { hasBackslash } from '../path-shape.ts';
import { decodeText, type FileText, isPassedOver, largestFile, type ProjectFiles } from '../project-files.ts';
import type { Repository } from './repository.ts';
import { failed, type Git, runGit } from './run-git.ts';

interface Entry {
  readonly hash: string;
  /** In bytes. */
  readonly size: number;
  readonly isLink: boolean;
}

/** As many bytes are fetched ahead at once; what is larger comes when it is read. */
const largestBatch = 32 * 1024 * 1024;

/**
 * The files of a commit below a repository's folder, as if they lay there: nothing is checked out. Links are followed
 * inside of the folder. Contents are read from git in few calls: all that a glob matches at once, and with a single
 * file its neighbours of the same kind.
 */
export function createRevisionFiles(repository: Repository, commit: string): Git<ProjectFiles> {
  const { folder, prefix } = repository;
  if (!/^[0-9a-f]{40,64}$/.test(commit)) return failed(`${commit} is not the full hash of a commit`);
  const listed = runGit(folder, ['ls-tree', '-r', '-z', '-l', '--full-tree', `${commit}:${prefix}`]);
  if (!listed.ok) return listed;
  if (listed.value.code !== 0) {
    const known = runGit(folder, ['cat-file', '-e', `${commit}^{commit}`]);
    if (!known.ok) return known;
    if (known.value.code !== 0) return failed(`git has no commit ${commit.slice(0, 12)}`);
  }
  // A folder that the commit does not have holds no files.
  const entries = listed.value.code === 0 ? readTree(listed.value.out.toString()) : new Map<string, Entry>();
  const folders = new Set<string>(['.', '']);
  for (const path of entries.keys()) {
    for (let up = posix.dirname(path); !folders.has(up); up = posix.dirname(up)) folders.add(up);
  }
  const contents = new Map<string, Buffer>();
  let neighbours: ReadonlyMap<string, readonly Entry[]> | undefined;

  const fetchAll = (wanted: readonly Entry[]): void => {
    let room = largestBatch;
    const batch = wanted.filter(({ hash, size }, index) => {
      if (contents.has(hash) || size > largestFile || (index > 0 && size > room)) return false;
      room -= size;
      return true;
    });
    if (batch.length === 0) return;
    const size = batch.reduce((sum, entry) => sum + entry.size + 200, 0);
    const asked = runGit(
      folder,
      ['cat-file', '--batch'],
      batch.map(({ hash }) => `${hash}\n`).join(''),
      size,
    );
    if (asked.ok && asked.value.code === 0) readBatch(asked.value.out, contents);
  };
  const contentOf = (path: string, entry: Entry): Buffer | undefined => {
    if (!contents.has(entry.hash)) {
      neighbours ??= groupByKind(entries);
      fetchAll([entry, ...(neighbours.get(kindOf(path)) ?? [])]);
    }
    return contents.get(entry.hash);
  };

  /** Where a path leads when the links on its way are followed; undefined: outside, or in circles. */
  const follow = (path: string, links = 0): string | undefined => {
    const steps = path.split('/');
    for (let count = 1; count <= steps.length; count++) {
      const link = steps.slice(0, count).join('/');
      const entry = entries.get(link);
      if (entry?.isLink !== true) continue;
      const target = contentOf(link, entry)?.toString();
      if (target === undefined || target.startsWith('/') || links >= 40) return undefined;
      const next = posix.join(posix.dirname(link), target, ...steps.slice(count));
      return isOutside(next) ? undefined : follow(next, links + 1);
    }
    return path;
  };

  const read = (named: string): FileText => {
    const path = posix.normalize(named);
    if (hasBackslash(path)) return { ok: false, reason: 'backslash' };
    if (isOutside(path)) return { ok: false, reason: 'outside' };
    const real = follow(path);
    if (real === undefined) return { ok: false, reason: 'outside' };
    const entry = entries.get(real);
    if (entry === undefined) return { ok: false, reason: folders.has(real) ? 'folder' : 'missing' };
    if (entry.size > largestFile) return { ok: false, reason: 'too-large' };
    const content = contentOf(real, entry);
    return content === undefined ? { ok: false, reason: 'unreadable' } : decodeText(content);
  };

  const glob = (pattern: string): readonly string[] => {
    const { base } = picomatch.scan(pattern);
    const matches = picomatch(pattern.replace(/^\.\//, ''));
    const found = [...entries.keys()].filter((path) => matches(path) && !isPassedOver(path, base)).sort();
    fetchAll(found.flatMap((path) => entries.get(path) ?? []));
    return found;
  };

  return { ok: true, value: { root: folder, read, glob } };
}

/** `<mode> <type> <hash> <size>\t<path>`, each ended by NUL. Submodules are no files. */
function readTree(text: string): Map<string, Entry> {
  const entries = new Map<string, Entry>();
  for (const record of text.split('\0')) {
    const [, mode, hash = '', size, path = ''] = /^(\d+) blob ([0-9a-f]+) +(\d+)\t(.*)$/s.exec(record) ?? [];
    if (mode !== undefined) entries.set(path, { hash, size: Number(size), isLink: mode === '120000' });
  }
  return entries;
}

/** Files of one folder with the same ending: where one schema is read, the others are read next. */
function groupByKind(entries: ReadonlyMap<string, Entry>): Map<string, Entry[]> {
  const groups = new Map<string, Entry[]>();
  for (const [path, entry] of entries) {
    const kind = kindOf(path);
    const group = groups.get(kind);
    if (group === undefined) groups.set(kind, [entry]);
    else group.push(entry);
  }
  return groups;
}

function kindOf(path: string): string {
  return `${posix.dirname(path)}/*${posix.extname(path)}`;
}

/** `<hash> blob <size>\n<content>\n`, one behind the other. */
function readBatch(out: Buffer, contents: Map<string, Buffer>): void {
  for (let at = 0; at < out.length; ) {
    const end = out.indexOf(0x0a, at);
    if (end === -1) return;
    const [hash = '', type, size] = out.toString('latin1', at, end).split(' ');
    at = end + 1;
    if (type !== 'blob') continue;
    contents.set(hash, out.subarray(at, at + Number(size)));
    at += Number(size) + 1;
  }
}

function isOutside(path: string): boolean {
  return path === '..' || path.startsWith('../') || path.startsWith('/');
}
