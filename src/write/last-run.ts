import { lstatSync } from 'node:fs';
import { join } from 'node:path';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { ProjectFiles } from '../spec/project-files.ts';
import { readJsonLines, writeJsonLines } from './cache.ts';
import { hashText } from './content-hash.ts';
import { lockName } from './lock.ts';
import { cacheFolder, readPending } from './pending.ts';
import { lstatIfThere, readIfThere } from './replace-file.ts';
import type { FileResult, WriteOutcome } from './write.ts';

/**
 * What the last whole run of `generate` depended on, and what it left behind. While none of it is different, another
 * run would do nothing: it need not make the model to know that.
 */
export interface LastRun extends WhatWasRead {
  readonly files: readonly LeftFile[];
  readonly notes: readonly Diagnostic[];
  /** "2 services, 1 environment". */
  readonly scope: string;
}

/** Stands by itself in the first line: the rest is for a run that does nothing. */
interface WhatWasRead {
  /** Of everything but files that a run depends on: the program, the day. */
  readonly key: string;
  readonly reads: DesignReads;
  /** Hash of the text of `eda.lock`. */
  readonly lock: string;
}

/** A planned file as the run left it. */
type LeftFile = readonly [
  path: string,
  generator: string,
  action: 'unchanged' | 'yours',
  mtimeMs: number,
  size: number,
];

/** What was asked of the project's files, and a hash of each answer. */
export interface DesignReads {
  readonly texts: { readonly [path: string]: string };
  readonly globs: { readonly [pattern: string]: string };
}

/** The same files, with a note of all that is read through them. */
export function noteReads(files: ProjectFiles): {
  readonly files: ProjectFiles;
  readonly reads: DesignReads;
} {
  const texts: { [path: string]: string } = Object.create(null);
  const globs: { [pattern: string]: string } = Object.create(null);
  return {
    reads: { texts, globs },
    files: {
      root: files.root,
      read: (path) => {
        const file = files.read(path);
        texts[path] = answerHash(file);
        return file;
      },
      glob: (pattern) => {
        const paths = files.glob(pattern);
        globs[pattern] = hashText(paths.join('\n'));
        return paths;
      },
    },
  };
}

function answerHash(file: ReturnType<ProjectFiles['read']>): string {
  return file.ok ? hashText(file.text) : file.reason;
}

const name = 'last-run.json';

/** What the last run noted, if another run would do nothing: nothing that it read or left is different. */
export function findUnchangedRun(root: string, files: ProjectFiles, key: string): LastRun | undefined {
  const lines = readJsonLines(join(root, cacheFolder, name));
  const { key: lastKey, reads, lock } = lines.next() as Partial<WhatWasRead>;
  if (lastKey !== key || reads === undefined || lock === undefined) return undefined;
  if (readPending(root).size > 0 || lockHash(root) !== lock) return undefined;
  for (const path in reads.texts) if (answerHash(files.read(path)) !== reads.texts[path]) return undefined;
  for (const pattern in reads.globs) {
    if (hashText(files.glob(pattern).join('\n')) !== reads.globs[pattern]) return undefined;
  }
  const rest = lines.next() as Partial<LastRun>;
  if (rest.files === undefined || !rest.files.every((file) => isAsLeft(root, file))) return undefined;
  return { ...(rest as LastRun), key, reads, lock };
}

function isAsLeft(root: string, [path, , , mtimeMs, size]: LeftFile): boolean {
  const stat = lstatIfThere(join(root, path));
  return stat?.isFile() === true && stat.mtimeMs === mtimeMs && stat.size === size;
}

/** What such a run would have reported of each file. */
export function resultsOf(last: LastRun): FileResult[] {
  return last.files.map(([path, generator, action]) => ({ path, generator, action }));
}

/** Notes a run that wrote everything. One that left something to decide is not noted, so that it is told again. */
export function keepRun(
  root: string,
  run: Pick<LastRun, 'key' | 'reads' | 'notes' | 'scope'> & WriteOutcome,
): void {
  const { results, cache, yours, key, reads, ...rest } = run;
  const files: LeftFile[] = [];
  for (const { path, generator, action } of results) {
    if (action === 'remove') continue;
    if (action === 'edited' || action === 'in-the-way' || action === 'stale-edited') return;
    const generated = cache[path];
    const state = generated ?? yours.get(path) ?? lstatSync(join(root, path));
    files.push([path, generator, generated === undefined ? 'yours' : 'unchanged', state.mtimeMs, state.size]);
  }
  const read: WhatWasRead = { key, reads, lock: lockHash(root) };
  writeJsonLines(join(root, cacheFolder, name), [read, { ...rest, files }]);
}

function lockHash(root: string): string {
  return hashText(readIfThere(join(root, lockName)) ?? '');
}
