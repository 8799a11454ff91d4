import { type FSWatcher, readdirSync, statSync, watch } from 'node:fs';
import { join } from 'node:path';

export interface TreeWatch {
  /** Watches these folders too (not those below them). */
  follow(folders: Iterable<string>): void;
  close(): void;
}

export interface TreeWatchOptions {
  /** The paths that changed since the last call, absolute, folders that are new among them; a burst of changes comes as one. */
  readonly onChange: (files: ReadonlySet<string>) => void;
  /** The system can't watch (any more). */
  readonly onError: (error: Error) => void;
  readonly quietMs?: number;
}

/** What programs write rather than people. */
const skipped = /^(\..*|node_modules|dist|coverage|__pycache__|venv)$/;

/** Watches every folder below `root` that holds source, also those that are made later. */
export function watchTree(root: string, { onChange, onError, quietMs = 60 }: TreeWatchOptions): TreeWatch {
  const watchers = new Map<string, FSWatcher>();
  const changed = new Set<string>();
  let timer: NodeJS.Timeout | undefined;
  let closed = false;

  function note(file: string): void {
    changed.add(file);
    clearTimeout(timer);
    timer = setTimeout(() => {
      const files = new Set(changed);
      changed.clear();
      onChange(files);
    }, quietMs);
  }

  function watchFolder(folder: string): boolean {
    if (closed || watchers.has(folder)) return false;
    try {
      const watcher = watch(folder, (_event, name) => {
        if (name === null || skipped.test(name) || name.endsWith('~')) return;
        const file = join(folder, name);
        // What was put into a new folder before it was watched has changed as well.
        if (watchers.has(root) && isFolder(file)) watchBelow(file, note);
        // A folder may stand where a file stood.
        note(file);
      });
      const drop = () => {
        watcher.close();
        watchers.delete(folder);
      };
      watcher.on('error', drop);
      watchers.set(folder, watcher);
      return true;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') onError(error as Error);
      return false;
    }
  }

  function watchBelow(folder: string, onFile: (file: string) => void): void {
    // A folder that was deleted and made again keeps its name and loses its watch.
    if (watchers.has(folder) && onFile === note) {
      watchers.get(folder)?.close();
      watchers.delete(folder);
    }
    if (!watchFolder(folder)) return;
    for (const entry of readFolder(folder)) {
      if (skipped.test(entry.name)) continue;
      if (entry.isDirectory()) watchBelow(join(folder, entry.name), onFile);
      else onFile(join(folder, entry.name));
    }
  }

  watchBelow(root, () => {});
  return {
    follow(folders) {
      for (const folder of folders) watchFolder(folder);
    },
    close() {
      closed = true;
      clearTimeout(timer);
      for (const watcher of watchers.values()) watcher.close();
    },
  };
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    // It is gone, or what it was in is a file by now.
    return false;
  }
}

function readFolder(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}
