import { isSameList } from './is-same-list.ts';
import type { FileText, ProjectFiles } from './project-files.ts';

/** Files that note what is asked of them. */
export interface TracedFiles {
  readonly files: ProjectFiles;
  /** Whether all that was asked so far would be answered in the same way now. */
  isSame(): boolean;
}

/** Notes what is asked of files, to tell later whether what was made of the answers still holds. */
export function traceFiles(files: ProjectFiles): TracedFiles {
  const reads = new Map<string, FileText>();
  const globs = new Map<string, readonly string[]>();
  return {
    files: {
      root: files.root,
      read: (path) => {
        const read = files.read(path);
        // What was read first is what was gone by: places are looked up in files later.
        if (!reads.has(path)) reads.set(path, read);
        return read;
      },
      glob: (pattern) => {
        const paths = files.glob(pattern);
        if (!globs.has(pattern)) globs.set(pattern, paths);
        return paths;
      },
    },
    isSame: () =>
      [...reads].every(([path, before]) => isAlike(before, files.read(path))) &&
      [...globs].every(([pattern, before]) => isSameList(before, files.glob(pattern))),
  };
}

function isAlike(before: FileText, now: FileText): boolean {
  if (before.ok && now.ok) return before.text === now.text;
  return (
    !before.ok &&
    !now.ok &&
    before.reason === now.reason &&
    before.badByte?.line === now.badByte?.line &&
    before.badByte?.column === now.badByte?.column &&
    before.badByte?.byte === now.badByte?.byte
  );
}
