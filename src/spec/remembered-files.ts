import { type BigIntStats, statSync } from 'node:fs';
import { join } from 'node:path';
import type { FileText, ProjectFiles } from './project-files.ts';

/** A file that was written this short a while before it was read may change once more within one tick of its clock. In ms. */
const tick = 1000;

/**
 * Files on disk for a process that reads them again and again: one that is the same by inode, size and times, which a
 * change of its text never leaves as they were, is not read a second time.
 */
export function rememberFiles(files: ProjectFiles): ProjectFiles {
  const known = new Map<string, { readonly stamp: string; readonly text: FileText }>();
  return {
    ...files,
    read: (path) => {
      const stat = statIfThere(join(files.root, path));
      const stamp = stat && [stat.dev, stat.ino, stat.size, stat.mtimeNs, stat.ctimeNs].join(':');
      const before = known.get(path);
      if (before !== undefined && before.stamp === stamp) return before.text;
      const text = files.read(path);
      const isOld = stat !== undefined && Date.now() - Number(stat.ctimeMs) > tick;
      if (stamp !== undefined && isOld) known.set(path, { stamp, text });
      else known.delete(path);
      return text;
    },
  };
}

/** What cannot be looked at, as below a file, is for who reads it to tell. */
function statIfThere(path: string): BigIntStats | undefined {
  try {
    return statSync(path, { bigint: true, throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}
