import { closeSync, mkdirSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Holds the right to write into a project; `release` gives it back. */
export interface RunLock {
  release(): void;
}

/**
 * Takes the right to write into a project, so that two runs at once don't mix. Returns the process id of the other
 * run where there is one; a lock whose process is gone is taken over.
 */
export function takeRunLock(root: string): RunLock | { readonly heldBy: number } {
  const path = join(root, '.eda/generate.pid');
  mkdirSync(dirname(path), { recursive: true });
  for (let attempt = 0; attempt < 3; attempt++) {
    try {
      const file = openSync(path, 'wx');
      writeSync(file, String(process.pid));
      closeSync(file);
      return { release: () => rmSync(path, { force: true }) };
    } catch (error) {
      if (!(error instanceof Error) || !('code' in error) || error.code !== 'EEXIST') throw error;
      const holder = readHolder(path);
      if (holder !== undefined && isAlive(holder)) return { heldBy: holder };
      rmSync(path, { force: true });
    }
  }
  return { heldBy: readHolder(path) ?? 0 };
}

function readHolder(path: string): number | undefined {
  try {
    const pid = Number(readFileSync(path, 'utf8'));
    return Number.isInteger(pid) && pid > 0 ? pid : undefined;
  } catch {
    return undefined;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
