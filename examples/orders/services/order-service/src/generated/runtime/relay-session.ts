import { Client, types } from 'pg';
import { OUTBOX_CHANNEL } from './outbox.ts';
import type { LaneCursor } from './relay-buffer.ts';
import { identityOf, type RelayRow } from './relay-row.ts';

/** First numbers of the advisory locks: presence of a relay, and lease of a lane. */
const PRESENCE_LOCK = 778;
const LEASE_LOCK = 779;
export const LANES = 256;

/**
 * A relay's only database session. The leases are its advisory locks, so whoever has lost them has also lost the
 * means to acknowledge.
 */
export interface RelaySession {
  /** Something was committed, nobody knows where; the relay resets it. */
  notified: boolean;
  /** Lanes that something was committed to; the relay empties it. */
  readonly hints: Set<number>;
  /** Set when a person decided about a parked row; the relay resets it. */
  parkedChanged: boolean;
  readonly broken: () => boolean;
  /** Relays of this database, this one included. */
  countRelays(): Promise<number>;
  /** Leases up to `most` of the lanes. @returns those it got. */
  lease(lanes: readonly number[], most: number): Promise<number[]>;
  release(lanes: readonly number[]): Promise<void>;
  fetch(cursors: readonly LaneCursor[]): Promise<RelayRow[]>;
  acknowledge(rows: readonly RelayRow[]): Promise<void>;
  recordFailure(row: RelayRow, error: string): Promise<void>;
  park(row: RelayRow, reason: string): Promise<void>;
  /** Keys that wait for a person. */
  blockedKeys(lanes: readonly number[]): Promise<ReadonlySet<string>>;
  close(): Promise<void>;
}

const SETTINGS = [
  // The server's side of the lease: a frozen host loses its lanes.
  `SET idle_session_timeout = '30s'`,
  'SET tcp_keepalives_idle = 5',
  'SET tcp_keepalives_interval = 2',
  'SET tcp_keepalives_count = 3',
  // The statistics of a queue are always wrong: only the index order is ever right.
  'SET plan_cache_mode = force_generic_plan',
  'SET enable_seqscan = off',
  'SET enable_hashjoin = off',
  'SET enable_mergejoin = off',
  'SET enable_bitmapscan = off',
  'SET jit = off',
].join('; ');

const FETCH = `
SELECT o.* FROM unnest($1::smallint[], $2::bigint[], $3::int[]) AS l(lane, after, n), LATERAL (
  SELECT lane, id, pubsub, topic, key, event_id AS "eventId", envelope, metadata, strict, attempts,
    (extract(epoch FROM not_before) * 1000)::bigint AS "notBefore",
    (extract(epoch FROM created_at) * 1000)::bigint AS "createdAt"
  FROM eda.outbox WHERE lane = l.lane AND id > l.after ORDER BY id LIMIT l.n
) o`;

const DELETE = `
DELETE FROM eda.outbox o USING unnest($1::smallint[], $2::bigint[]) AS d(lane, id)
WHERE o.lane = d.lane AND o.id = d.id`;

const DELETE_INTO_HISTORY = `
WITH d AS (${DELETE} RETURNING o.id, o.pubsub, o.topic, o.key, o.event_id, o.envelope, o.metadata, o.created_at)
INSERT INTO eda.outbox_sent (id, pubsub, topic, key, event_id, envelope, metadata, created_at, sent_at)
SELECT id, pubsub, topic, key, event_id, envelope, metadata, created_at, now() FROM d`;

const RECORD_FAILURE = `
UPDATE eda.outbox SET attempts = $3, last_error = $4, not_before = to_timestamp($5::float8 / 1000)
WHERE lane = $1 AND id = $2`;

const PARK = `
WITH d AS (DELETE FROM eda.outbox WHERE lane = $1 AND id = $2 RETURNING *)
INSERT INTO eda.outbox_parked (lane, id, pubsub, topic, key, event_id, envelope, metadata, strict, created_at, attempts, reason)
SELECT lane, id, pubsub, topic, key, event_id, envelope, metadata, strict, created_at, $3::smallint, $4 FROM d`;

const COUNT_RELAYS = `
SELECT count(*)::int AS n FROM pg_locks WHERE locktype = 'advisory' AND classid = ${PRESENCE_LOCK} AND objid = 0
  AND objsubid = 2 AND granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`;

const OID_INT8 = 20;
const OID_JSON = 114;

/** Opens the session and announces the relay. `onWake` is called for each notification. */
export async function openRelaySession(
  url: string,
  history: boolean,
  onWake: () => void,
): Promise<RelaySession> {
  const client = new Client({
    connectionString: url,
    application_name: 'eda relay',
    keepAlive: true,
    // Envelopes stay text, ids are numbers: far below 2^53.
    types: {
      getTypeParser: (oid: number, format?: 'text' | 'binary') => {
        if (oid === OID_JSON) return (text: string) => text;
        if (oid === OID_INT8) return Number;
        return types.getTypeParser(oid, format as 'text');
      },
    } as typeof types,
  });
  let broken = false;
  const lose = () => {
    broken = true;
    onWake();
  };
  client.on('error', lose);
  client.on('end', lose);
  await client.connect();
  try {
    await client.query(
      `${SETTINGS}; LISTEN ${OUTBOX_CHANNEL}; SELECT pg_advisory_lock_shared(${PRESENCE_LOCK}, 0)`,
    );
  } catch (error) {
    await client.end().catch(() => {});
    throw error;
  }
  const run = async <Row extends object>(name: string, text: string, values: unknown[]) => {
    const result = await client.query<Row & Record<string, unknown>>({ name: `eda_${name}`, text, values });
    return result.rows;
  };
  const session: RelaySession = {
    notified: true,
    hints: new Set(),
    parkedChanged: false,
    broken: () => broken,
    async countRelays() {
      const [row] = await run<{ n: number }>('relays', COUNT_RELAYS, []);
      return Math.max(1, row?.n ?? 1);
    },
    async lease(lanes, most) {
      const text = `SELECT l FROM unnest($1::int[]) l WHERE pg_try_advisory_lock(${LEASE_LOCK}, l) LIMIT $2`;
      return (await run<{ l: number }>('lease', text, [lanes, most])).map((row) => row.l);
    },
    async release(lanes) {
      await run('release', `SELECT pg_advisory_unlock(${LEASE_LOCK}, l) FROM unnest($1::int[]) l`, [lanes]);
    },
    fetch: (cursors) =>
      run<RelayRow>('fetch', FETCH, [
        cursors.map((cursor) => cursor.lane),
        cursors.map((cursor) => cursor.after),
        cursors.map((cursor) => cursor.limit),
      ]),
    async acknowledge(rows) {
      const values = [rows.map((row) => row.lane), rows.map((row) => row.id)];
      await run('acknowledge', history ? DELETE_INTO_HISTORY : DELETE, values);
    },
    async recordFailure(row, error) {
      await run('fail', RECORD_FAILURE, [
        row.lane,
        row.id,
        row.attempts,
        error.slice(0, 2000),
        row.notBefore,
      ]);
    },
    async park(row, reason) {
      await run('park', PARK, [row.lane, row.id, row.attempts, reason.slice(0, 2000)]);
    },
    async blockedKeys(lanes) {
      const text =
        'SELECT id, pubsub, topic, key FROM eda.outbox_parked WHERE strict AND lane = ANY ($1::smallint[])';
      const rows = await run<Pick<RelayRow, 'id' | 'pubsub' | 'topic' | 'key'>>('blocked', text, [lanes]);
      return new Set(rows.map((row) => identityOf(row, row.id)));
    },
    async close() {
      client.removeListener('end', lose);
      await client.end().catch(() => {});
    },
  };
  client.on('notification', ({ payload }) => {
    const lanes = payload ? payload.split(',').map(Number) : [];
    if (payload === 'parked') session.parkedChanged = true;
    else if (lanes.length > 0 && lanes.every(Number.isInteger))
      for (const lane of lanes) session.hints.add(lane);
    else session.notified = true;
    onWake();
  });
  return session;
}
