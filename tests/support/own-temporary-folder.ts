import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * One folder for everything temporary of a run of tests, gone at its end: a system that runs as root in a folder that the
 * server's user cannot reach keeps its cluster beside the project, where no test looks for it.
 */
export function setup(): () => void {
  const folder = mkdtempSync(join(tmpdir(), 'eda-tests-'));
  chmodSync(folder, 0o755);
  process.env.TMPDIR = folder;
  return () => rmSync(folder, { recursive: true, force: true });
}
