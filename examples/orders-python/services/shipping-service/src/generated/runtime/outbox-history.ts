import type { Queryable } from './contract.ts';
import { COUNT_HISTORY, LIST_PARTITIONS, LOCK_PARTITIONS, READ_HISTORY } from './statements.ts';

const DAY_MS = 86_400_000;

/**
 * Makes the partitions of today and tomorrow (UTC) and drops those that ended more than `historyMs` ago.
 * Replicas may do it at once: the second finds it done.
 */
export async function maintainHistory(client: Queryable, historyMs: number, now = Date.now()): Promise<void> {
  const { rows } = await client.query<{ name: string }>(LIST_PARTITIONS);
  const existing = new Set(rows.map((row) => row.name));
  const statements: string[] = [];
  for (const start of [startOfDay(now), startOfDay(now) + DAY_MS]) {
    const name = partitionName(start);
    if (existing.has(name)) continue;
    const [from, to] = [start, start + DAY_MS].map((ms) => `'${new Date(ms).toISOString()}'`);
    statements.push(
      `CREATE TABLE IF NOT EXISTS eda.${name} PARTITION OF eda.outbox_sent FOR VALUES FROM (${from}) TO (${to})`,
    );
  }
  for (const name of existing) {
    const start = startOfPartition(name);
    if (start !== undefined && start + DAY_MS < now - historyMs)
      statements.push(`DROP TABLE IF EXISTS eda.${name}`);
  }
  if (statements.length === 0) return;
  // Several statements in one query are one transaction; names are computed here or match the pattern.
  await client.query([LOCK_PARTITIONS, ...statements].join('; '));
}

function startOfDay(ms: number): number {
  return ms - (ms % DAY_MS);
}

function partitionName(start: number): string {
  return `outbox_sent_${new Date(start).toISOString().slice(0, 10).replaceAll('-', '')}`;
}

function startOfPartition(name: string): number | undefined {
  const [, year, month, day] = /^outbox_sent_(\d{4})(\d\d)(\d\d)$/.exec(name) ?? [];
  return year && month && day ? Date.UTC(Number(year), Number(month) - 1, Number(day)) : undefined;
}

/** Which sent events are meant. */
export interface HistoryRange {
  /** CloudEvents type; null for a raw event. */
  readonly type: string | null;
  /** Address on the broker; null where the data decide about it. */
  readonly topic: string | null;
  /** RFC 3339, inclusive. */
  readonly from: string;
  /** RFC 3339, exclusive. */
  readonly to: string;
}

export interface SentEvent {
  readonly id: string;
  readonly pubsub: string;
  readonly topic: string;
  readonly eventId: string;
  /** As it was sent. */
  readonly body: string;
  /** With the database's precision: it places the next page. */
  readonly sentAt: string;
}

const FIRST_WINDOW_MS = 1000;

/**
 * Reads sent events in the order of their keys, a page at a time. Only a window of time is sorted: it starts small, where
 * events lie close, and grows over the gaps.
 */
export async function readHistory(
  database: Queryable,
  range: HistoryRange,
  after: { readonly sentAt: string; readonly id: string } | undefined,
  limit: number,
): Promise<{ readonly events: SentEvent[]; readonly done: boolean }> {
  const start = after?.sentAt ?? range.from;
  for (let windowMs = FIRST_WINDOW_MS; ; windowMs *= 4) {
    const { rows } = await database.query<SentEvent & { last: boolean }>(READ_HISTORY, [
      start,
      range.to,
      range.topic,
      range.type,
      windowMs,
      after?.id ?? -1,
      limit,
    ]);
    const isLast = Date.parse(start) + windowMs >= Date.parse(range.to);
    if (rows.length === limit || isLast) return { events: rows, done: rows.length < limit };
  }
}

/** How many sent events are meant, and when the first and the last were sent. */
export async function countHistory(
  database: Queryable,
  range: HistoryRange,
): Promise<{ readonly count: number; readonly first: Date | null; readonly last: Date | null }> {
  const { rows } = await database.query<{ count: number; first: Date | null; last: Date | null }>(
    COUNT_HISTORY,
    [range.from, range.to, range.topic, range.type],
  );
  return rows[0] ?? { count: 0, first: null, last: null };
}
