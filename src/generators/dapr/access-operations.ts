import type { Operation } from '../../model/architecture.ts';

/** An entry under `operations` of Dapr's access control. */
export interface AccessOperation {
  /** A path whose last segment may be `*` (any one) or `**` (any rest). */
  readonly name: string;
  readonly verbs: readonly string[];
}

/**
 * What a caller may do, in the form and order in which daprd finds it. Its search has four habits (read in
 * `pkg/config/acl_trie.go` of 1.18): `*` stands for a last segment only; a path that is listed also answers for all
 * paths below it; of `x/*` and `x/y` the first listed answers; a listed path hides what a wildcard beside it allows.
 * So parameters inside a path become `**`, and verbs are added where an entry answers for another's paths. A right
 * may thereby be wider than one operation, never wider than the verbs of the caller's operations under that path.
 */
export function accessOperations(operations: readonly Operation[]): AccessOperation[] {
  const entries = absorb(collect(operations));
  for (const entry of entries) {
    for (const other of entries) {
      if (answersFor(entry, other)) for (const verb of other.verbs) entry.verbs.add(verb);
    }
  }
  return entries
    .sort((a, b) => a.segments.length - b.segments.length || wildness(a) - wildness(b))
    .map(({ segments, verbs }) => ({ name: `/${segments.join('/')}`, verbs: [...verbs].sort() }));
}

interface Entry {
  readonly segments: readonly string[];
  readonly verbs: Set<string>;
}

function collect(operations: readonly Operation[]): Entry[] {
  const entries = new Map<string, Entry>();
  for (const { method, path } of operations) {
    const segments = patternOf(path);
    const key = segments.join('/');
    const entry = entries.get(key) ?? { segments, verbs: new Set() };
    entry.verbs.add(method.toUpperCase());
    entries.set(key, entry);
  }
  return [...entries.values()];
}

function patternOf(path: string): string[] {
  const segments = path.split('/').slice(1);
  const first = segments.findIndex((segment) => segment.includes('{'));
  if (first < 0) return segments;
  return [...segments.slice(0, first), first === segments.length - 1 ? '*' : '**'];
}

/** Entries under a `**` are part of it. */
function absorb(entries: readonly Entry[]): Entry[] {
  // The widest first: it takes in the others, with all that is theirs.
  const wide = entries
    .filter(({ segments }) => segments.at(-1) === '**')
    .sort((a, b) => a.segments.length - b.segments.length);
  const rest: Entry[] = [];
  for (const entry of [...entries].sort((a, b) => a.segments.length - b.segments.length)) {
    const host = wide.find(
      (other) => other !== entry && liesUnder(entry.segments, other.segments.slice(0, -1)),
    );
    if (host === undefined) rest.push(entry);
    else for (const verb of entry.verbs) host.verbs.add(verb);
  }
  return rest;
}

function answersFor(entry: Entry, other: Entry): boolean {
  if (entry === other || wildness(entry) > 0) return false;
  const isAbove = liesUnder(other.segments, entry.segments);
  const parent = entry.segments.slice(0, -1);
  return isAbove || (wildness(other) > 0 && other.segments.slice(0, -1).join('/') === parent.join('/'));
}

function liesUnder(segments: readonly string[], folder: readonly string[]): boolean {
  return segments.length > folder.length && folder.every((step, index) => segments[index] === step);
}

function wildness({ segments }: Entry): number {
  return ['*', '**'].indexOf(segments.at(-1) ?? '') + 1;
}
