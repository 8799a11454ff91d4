import type { Queryable } from './contract.ts';

const DAY_MS = 86_400_000;
const PARTITION_LOCK = 782;

/**
 * Makes the partitions of today and tomorrow (UTC) and drops those that ended more than `historyMs` ago.
 * Replicas may do it at once: the second finds it done.
 */
export async function maintainHistory(client: Queryable, historyMs: number, now = Date.now()): Promise<void> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT c.relname AS name FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
     WHERE i.inhparent = 'eda.outbox_sent'::regclass`,
  );
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
  await client.query([`SELECT pg_advisory_xact_lock(${PARTITION_LOCK}, 0)`, ...statements].join('; '));
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
