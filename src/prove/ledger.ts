import { setTimeout as sleep } from 'node:timers/promises';
import type { Pool } from 'pg';
import type { CommittedEvent, DeadLetter, Effect, Handling, RunLedger } from './judge-run.ts';

/** A service and its database. */
export interface LedgerSource {
  readonly name: string;
  readonly databaseUrl: string;
}

/** A dead letter that nobody has decided about. */
export interface OpenLetter extends Handling {
  readonly service: string;
  readonly id: string;
  readonly reason: string;
  readonly error: string | null;
}

/** What the services of a system have written down, read from their databases. */
export interface Ledger {
  /** How many events of a run are committed, by service and event; `ordered` leaves out what handlers published in turn. */
  committed(run: string, which: 'all' | 'ordered'): Promise<ReadonlyMap<string, number>>;
  /** How many events of a run each consumer is through with: handled, given up, or held. */
  settled(run: string): Promise<ReadonlyMap<string, number>>;
  /** Rows in all outboxes that no relay has sent. */
  pending(): Promise<number>;
  /** Rows in the outbox of one service. */
  pendingOf(service: string): Promise<number>;
  /** All of a run; a dead letter that was replayed is none any more. */
  read(run: string): Promise<RunLedger>;
  /** Puts all events of a run into the outbox once more, with their old ids. */
  resend(run: string, order: 'forward' | 'backward'): Promise<number>;
  /** Events of a run that wait behind a dead letter of their key, and how often those at work were tried in vain. */
  held(run: string): Promise<{ readonly events: number; readonly failures: number }>;
  /** Ids of open dead letters of a run, by service. */
  openLetters(run: string): Promise<ReadonlyMap<string, readonly string[]>>;
  /** Open dead letters of all services, whatever they are of; oldest first, within a service. */
  lettersOfAll(): Promise<readonly OpenLetter[]>;
  /** Puts messages of a run's sagas that were not sent again yet into the outbox twice more, in any order. */
  resendPlayed(run: string): Promise<number>;
  /** Asks the database of one service; it may be away for a while. */
  ask<Row extends object>(service: string, text: string, values?: readonly unknown[]): Promise<Row[]>;
  /** Asks the databases of all services. */
  askAll<Row extends object>(
    text: string,
    values?: readonly unknown[],
  ): Promise<(Row & { readonly service: string })[]>;
  close(): Promise<void>;
}

/** How long a database may be away: it is killed, too. */
const patienceMs = 60_000;

/** Opens a pool for each database; the databases may go away and come back. */
export async function openLedger(sources: readonly LedgerSource[]): Promise<Ledger> {
  const { default: pg } = await import('pg');
  const pools = new Map<string, Pool>();
  for (const { name, databaseUrl } of sources) {
    const pool = new pg.Pool({ connectionString: databaseUrl, max: 2, application_name: 'eda prove' });
    pool.on('error', () => {});
    pools.set(name, pool);
  }

  async function ask<Row extends object>(
    service: string,
    text: string,
    values: readonly unknown[] = [],
  ): Promise<Row[]> {
    const pool = pools.get(service);
    if (pool === undefined) throw new Error(`${service} has no database`);
    for (const deadline = Date.now() + patienceMs; ; await sleep(200)) {
      try {
        return (await pool.query<Row & Record<string, unknown>>(text, [...values])).rows;
      } catch (error) {
        if (!isAway(error) || Date.now() > deadline) throw error;
      }
    }
  }

  async function askAll<Row extends object>(text: string, values: readonly unknown[] = []) {
    const answers = [...pools.keys()].map(async (service) => {
      const rows = await ask<Row>(service, text, values);
      return rows.map((row) => ({ ...row, service }));
    });
    return (await Promise.all(answers)).flat();
  }

  const seconds = (column: string) => `extract(epoch FROM ${column})::float8`;
  const inRun = (column: string) => `${column} LIKE '%"proverun":"' || $1 || '"%'`;

  return {
    async committed(run, which) {
      const ordered = which === 'all' ? '' : `AND act IS DISTINCT FROM 'reaction'`;
      const text = `SELECT event, count(*)::int AS n FROM prove.committed WHERE run = $1 ${ordered} GROUP BY event`;
      const rows = await askAll<{ event: string; n: number }>(text, [run]);
      return new Map(rows.map(({ service, event, n }) => [`${service}/${event}`, n]));
    },
    async settled(run) {
      const text = `SELECT consumer, count(DISTINCT event_id)::int AS n FROM (
          SELECT consumer, event_id FROM prove.effect WHERE run = $1
          UNION ALL SELECT consumer, event_id FROM eda.dead_letter WHERE ${inRun('envelope')}
          UNION ALL SELECT consumer, event_id FROM eda.inbox_held WHERE ${inRun('envelope')}
        ) AS done GROUP BY consumer`;
      const rows = await askAll<{ consumer: string; n: number }>(text, [run]);
      return new Map(rows.map(({ consumer, n }) => [consumer, n]));
    },
    async pending() {
      const rows = await askAll<{ n: number }>('SELECT count(*)::int AS n FROM eda.outbox');
      return rows.reduce((sum, { n }) => sum + n, 0);
    },
    async pendingOf(service) {
      const [row] = await ask<{ n: number }>(service, 'SELECT count(*)::int AS n FROM eda.outbox');
      return row?.n ?? 0;
    },
    async read(run) {
      const [committed, effects, deadLetters, held, outbox] = await Promise.all([
        askAll<Omit<CommittedEvent, 'service'>>(
          `SELECT event_id::text AS "eventId", event, key, n, act, ${seconds('at')} AS at
           FROM prove.committed WHERE run = $1`,
          [run],
        ),
        askAll<Effect>(
          `SELECT consumer, event_id AS "eventId", ${seconds('at')} AS at FROM prove.effect WHERE run = $1 ORDER BY id`,
          [run],
        ),
        askAll<DeadLetter>(
          `SELECT consumer, event_id AS "eventId", reason, attempts, ${seconds('first_at')} AS "firstAt",
             ${seconds('last_at')} AS "lastAt" FROM eda.dead_letter WHERE state <> 'replayed' AND ${inRun('envelope')}`,
          [run],
        ),
        askAll<Handling>(
          `SELECT consumer, event_id AS "eventId" FROM eda.inbox_held WHERE ${inRun('envelope')}`,
          [run],
        ),
        askAll<RunLedger['outbox'][number]>(
          `SELECT (SELECT count(*)::int FROM eda.outbox WHERE ${inRun('envelope::text')}) AS pending,
             (SELECT count(*)::int FROM eda.outbox_parked WHERE ${inRun('envelope::text')}) AS parked`,
          [run],
        ),
      ]);
      return { committed, effects, deadLetters, held, outbox };
    },
    async resend(run, order) {
      // As the runtime writes: the lane's lock before the number, so that no relay passes it by.
      const text = `WITH e AS (SELECT v.*, c.n FROM prove.envelope v JOIN prove.committed c USING (event_id) WHERE c.run = $1),
          l AS MATERIALIZED (SELECT count(pg_advisory_xact_lock(777, lane)) AS n
            FROM (SELECT DISTINCT lane FROM e ORDER BY lane) d)
        INSERT INTO eda.outbox (lane, id, pubsub, topic, key, event_id, envelope, metadata, strict)
        SELECT lane, nextval('eda.outbox_id'), pubsub, topic, key, event_id, envelope, metadata, strict
        FROM (SELECT e.* FROM l, e WHERE l.n >= 0 ORDER BY e.id ${order === 'forward' ? '' : 'DESC'}) o
        RETURNING id`;
      return (await askAll<{ id: string }>(text, [run])).length;
    },
    async resendPlayed(run) {
      const text = `WITH e AS MATERIALIZED (SELECT v.* FROM prove.envelope v
            WHERE v.envelope->>'correlationid' LIKE 'prove~' || $1 || '~%'
              AND NOT EXISTS (SELECT FROM prove.resent r WHERE r.event_id = v.event_id)),
          noted AS (INSERT INTO prove.resent SELECT event_id FROM e),
          l AS MATERIALIZED (SELECT count(pg_advisory_xact_lock(777, lane)) AS n
            FROM (SELECT DISTINCT lane FROM e ORDER BY lane) d)
        INSERT INTO eda.outbox (lane, id, pubsub, topic, key, event_id, envelope, metadata, strict)
        SELECT lane, nextval('eda.outbox_id'), pubsub, topic, key, event_id, envelope, metadata, strict
        FROM (SELECT e.* FROM l, e, generate_series(1, 2) WHERE l.n >= 0 ORDER BY random()) o
        RETURNING id`;
      return (await askAll<{ id: string }>(text, [run])).length;
    },
    ask,
    askAll,
    async held(run) {
      const text = `SELECT count(*)::int AS events, coalesce(sum(a.n), 0)::int AS failures
        FROM eda.inbox_held h LEFT JOIN eda.attempt a USING (consumer, source, event_id) WHERE ${inRun('h.envelope')}`;
      const rows = await askAll<{ events: number; failures: number }>(text, [run]);
      return {
        events: rows.reduce((sum, { events }) => sum + events, 0),
        failures: rows.reduce((sum, { failures }) => sum + failures, 0),
      };
    },
    async openLetters(run) {
      const text = `SELECT id::text FROM eda.dead_letter WHERE state = 'open' AND ${inRun('envelope')} ORDER BY dead_letter.id`;
      const found = new Map<string, string[]>();
      for (const { service, id } of await askAll<{ id: string }>(text, [run])) {
        found.set(service, [...(found.get(service) ?? []), id]);
      }
      return found;
    },
    lettersOfAll: () =>
      askAll<Omit<OpenLetter, 'service'>>(
        `SELECT id::text, consumer, event_id AS "eventId", reason, error FROM eda.dead_letter
         WHERE state = 'open' ORDER BY dead_letter.id`,
      ),
    async close() {
      await Promise.all([...pools.values()].map((pool) => pool.end()));
    },
  };
}

/** The connection was lost, or the server is down or starting. */
function isAway(error: unknown): boolean {
  const { code = '', message = '' } = error as { code?: string; message?: string };
  return /^(ECONN|EPIPE|57P|08|53300)/.test(code) || /terminated|closed|timeout/i.test(message);
}
