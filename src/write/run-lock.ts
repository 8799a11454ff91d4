import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Holds the right to write into a project; `release` gives it back. */
export interface RunLock {
  release(): void;
}

/** No run takes this long; process ids are given out again, so an older lock says nothing. In ms. */
const longestRun = 10 * 60_000;

/**
 * Takes the right to write into a project, so that two runs at once don't mix. Returns the process id of the other
 * run where there is one; a lock whose process is gone is taken over.
 */
export function takeRunLock(root: string): RunLock | { readonly heldBy: number } {
  const path = join(root, '.eda/generate.pid');
  const own = `${path}.${process.pid}`;
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(own, String(process.pid));
  try {
    for (let attempt = 0; attempt < 3; attempt++) {
      // A link appears with its content: nobody ever reads a lock without an owner.
      if (link(own, path)) return { release: () => rmSync(path, { force: true }) };
      const holder = readHolder(path);
      if (holder !== undefined) return { heldBy: holder };
      setAside(path);
    }
    return { heldBy: readHolder(path) ?? 0 };
  } finally {
    rmSync(own, { force: true });
  }
}

function link(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    if (codeOf(error) !== 'EPERM' && codeOf(error) !== 'ENOTSUP') throw error;
  }
  // A file system without links.
  try {
    writeFileSync(to, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  }
}

/** Takes a dead lock away; one that came to life in between is put back. */
function setAside(path: string): void {
  const aside = `${path}.${process.pid}.old`;
  try {
    renameSync(path, aside);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return;
    throw error;
  }
  if (readHolder(aside) !== undefined) link(aside, path);
  rmSync(aside, { force: true });
}

/** The living process that a lock names. */
function readHolder(path: string): number | undefined {
  try {
    const pid = Number(readFileSync(path, 'utf8'));
    if (!Number.isInteger(pid) || pid <= 0 || Date.now() - statSync(path).mtimeMs > longestRun)
      return undefined;
    return isAlive(pid) ? pid : undefined;
  } catch {
    return undefined;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) === 'EPERM';
  }
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
