import type { Change } from './change.ts';

/** A change that somebody judged and answers for; an entry of `eda.accepted.yaml`. */
export interface AcceptedChange {
  /** Its fingerprint. */
  readonly change: string;
  /** What it is, for people. */
  readonly what: string;
  readonly reason: string;
  /** Last ISO date on which it holds. */
  readonly until?: string;
}

/** Which of the changes were accepted, and which entries do nothing. */
export interface Acceptance {
  /** The entry that holds for a change today. */
  entryOf(change: Change): AcceptedChange | undefined;
  /** Entries of changes that are there and are over: their changes count again. */
  readonly expired: readonly AcceptedChange[];
  /** Entries that no change has. */
  readonly unused: readonly AcceptedChange[];
}

/** Looks which entries speak of which changes. `today`: ISO date. */
export function matchAccepted(
  changes: readonly Change[],
  entries: readonly AcceptedChange[],
  today: string,
): Acceptance {
  const present = new Set(changes.map(({ fingerprint }) => fingerprint));
  const isOver = ({ until }: AcceptedChange): boolean => until !== undefined && until < today;
  const valid = new Map(entries.filter((entry) => !isOver(entry)).map((entry) => [entry.change, entry]));
  return {
    entryOf: (change) => valid.get(change.fingerprint),
    expired: entries.filter(
      (entry) => isOver(entry) && present.has(entry.change) && !valid.has(entry.change),
    ),
    unused: entries.filter((entry) => !present.has(entry.change)),
  };
}

/** Reads the value of `eda.accepted.yaml`; what is wrong with it, one sentence each. */
export function readAccepted(value: unknown): {
  readonly entries: readonly AcceptedChange[];
  readonly problems: readonly string[];
} {
  const list = isMap(value) ? value.accepted : undefined;
  if (!isMap(value) || !Array.isArray(list) || Object.keys(value).some((key) => key !== 'accepted'))
    return { entries: [], problems: ['it holds one list: accepted'] };
  const problems: string[] = [];
  const entries: AcceptedChange[] = [];
  for (const [index, item] of list.entries()) {
    const entry: unknown = item;
    const wrong = problemOf(entry);
    if (wrong !== undefined) problems.push(`entry ${index + 1}: ${wrong}`);
    else entries.push(entry as AcceptedChange);
  }
  return { entries, problems };
}

function problemOf(entry: unknown): string | undefined {
  if (!isMap(entry)) return 'a map is expected';
  const { change, what, reason, until, ...others } = entry;
  const [unknown] = Object.keys(others);
  if (unknown !== undefined) return `there is no ${unknown} here; it has change, what, reason and until`;
  if (typeof change !== 'string' || !/^[0-9a-f]{12}$/.test(change))
    return 'change is a fingerprint of 12 hexadecimal digits, in quotes where it could be a number';
  if (typeof reason !== 'string' || reason.trim() === '') return `${change} gives no reason`;
  if (typeof what !== 'string') return `${change} does not say what it is`;
  if (until !== undefined && !isDate(until)) return `${change}: until is a date such as '2027-01-31'`;
  return undefined;
}

/** An ISO date that the calendar has. */
export function isDate(value: unknown): value is string {
  if (typeof value !== 'string' || !/^\d{4}-\d{2}-\d{2}$/.test(value)) return false;
  const time = Date.parse(`${value}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(value);
}

function isMap(value: unknown): value is { readonly [key: string]: unknown } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
