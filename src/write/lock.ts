import type { ById } from '../model/architecture.ts';
import { compareVersions } from '../model/semver.ts';

export const lockName = 'eda.lock';

/** `eda.lock`: what was generated, so that a hand edit, a stale file and a file of the user's are told apart. */
export interface Lock {
  /** Version of the eda that wrote the whole tree last; absent: one that did not say. */
  readonly by?: string;
  readonly files: ById<LockedFile>;
  /** What generators recorded for their next run. */
  readonly records: ById<ById<unknown>>;
}

export interface LockedFile {
  readonly generator: string;
  readonly owner: 'eda' | 'once' | 'append';
  /** Of the content as it was written; see `hashText`. */
  readonly hash: string;
}

export const emptyLock: Lock = { files: {}, records: {} };

/** Number of the layout, under `eda`. */
const layout = 1;

/** Whether a text is a lock in a layout that a later eda made. */
export function isNewerLock(text: string): boolean {
  try {
    const { eda } = JSON.parse(text) as { readonly eda?: unknown };
    return typeof eda === 'number' && eda > layout;
  } catch {
    return false;
  }
}

/** Reads the text of `eda.lock`; undefined where it is none (a merge conflict, another version). */
export function parseLock(text: string): Lock | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null || !('eda' in value) || value.eda !== layout)
    return undefined;
  const { by, files, records } = value as {
    by?: unknown;
    files?: ById<LockedFile>;
    records?: ById<ById<unknown>>;
  };
  return { ...(typeof by === 'string' ? { by } : {}), files: files ?? {}, records: records ?? {} };
}

/**
 * Joins the two sides of a merge that left conflict markers in `eda.lock`; undefined where that can't be done
 * without a decision: a side is no lock, or both sides recorded different things.
 */
export function joinConflict(text: string): Lock | undefined {
  const ours = parseLock(takeSide(text, 'ours'));
  const theirs = parseLock(takeSide(text, 'theirs'));
  if (ours === undefined || theirs === undefined) return undefined;
  if (JSON.stringify(sortKeys(ours.records)) !== JSON.stringify(sortKeys(theirs.records))) return undefined;
  const by = [ours.by, theirs.by]
    .filter((version) => version !== undefined)
    .sort(compareVersions)
    .at(-1);
  return {
    ...(by === undefined ? {} : { by }),
    files: { ...theirs.files, ...ours.files },
    records: ours.records,
  };
}

function takeSide(text: string, wanted: 'ours' | 'theirs'): string {
  let side: 'both' | 'ours' | 'base' | 'theirs' = 'both';
  const kept: string[] = [];
  for (const line of text.split('\n')) {
    if (line.startsWith('<<<<<<<')) side = 'ours';
    else if (line.startsWith('|||||||')) side = 'base';
    else if (line.startsWith('=======')) side = 'theirs';
    else if (line.startsWith('>>>>>>>')) side = 'both';
    else if (side === 'both' || side === wanted) kept.push(line);
  }
  return kept.join('\n');
}

/** One line a file, sorted by path: two branches that add files merge without conflict where they can. */
export function printLock(lock: Lock): string {
  const paths = Object.keys(lock.files).sort();
  const lines = paths.map((path) => {
    const { generator, owner, hash } = lock.files[path] ?? { generator: '', owner: 'eda', hash: '' };
    return `    ${JSON.stringify(path)}: ${JSON.stringify({ generator, owner, hash })}`;
  });
  const records = JSON.stringify(sortKeys(lock.records), null, 2).replaceAll('\n', '\n  ');
  const by = lock.by === undefined ? '' : `\n  "by": ${JSON.stringify(lock.by)},`;
  return `{\n  "eda": ${layout},${by}\n  "files": {\n${lines.join(',\n')}\n  },\n  "records": ${records}\n}\n`;
}

function sortKeys(map: ById<ById<unknown>>): ById<ById<unknown>> {
  return Object.fromEntries(Object.entries(map).sort(([a], [b]) => (a < b ? -1 : 1)));
}
