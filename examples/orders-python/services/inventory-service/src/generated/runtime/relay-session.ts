import { Client, types } from 'pg';
import type { LaneCursor } from './relay-buffer.ts';
import { identityOf, type RelayRow } from './relay-row.ts';
import {
  COUNT_RELAYS,
  DELETE_SENT,
  FETCH_OUTBOX,
  LEASE_LANES,
  LIST_BLOCKED,
  MOVE_SENT,
  OPEN_RELAY,
  PARK,
  RECORD_PUBLISH_FAILURE,
  RELEASE_LANES,
} from './statements.ts';
import { storableText } from './storable-text.ts';

/** Of the outbox. */
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

const OID_INT8 = 20;

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
    // Ids are numbers: far below 2^53.
    types: {
      getTypeParser: (oid: number, format?: 'text' | 'binary') => {
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
    await client.query(OPEN_RELAY);
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
      return (await run<{ l: number }>('lease', LEASE_LANES, [lanes, most])).map((row) => row.l);
    },
    async release(lanes) {
      await run('release', RELEASE_LANES, [lanes]);
    },
    fetch: (cursors) =>
      run<RelayRow>('fetch', FETCH_OUTBOX, [
        cursors.map((cursor) => cursor.lane),
        cursors.map((cursor) => cursor.after),
        cursors.map((cursor) => cursor.limit),
      ]),
    async acknowledge(rows) {
      const values = [rows.map((row) => row.lane), rows.map((row) => row.id)];
      await run('acknowledge', history ? MOVE_SENT : DELETE_SENT, values);
    },
    async recordFailure(row, error) {
      await run('fail', RECORD_PUBLISH_FAILURE, [
        row.lane,
        row.id,
        row.attempts,
        storableText(error, 2000),
        row.notBefore,
      ]);
    },
    async park(row, reason) {
      await run('park', PARK, [row.lane, row.id, row.attempts, storableText(reason, 2000)]);
    },
    async blockedKeys(lanes) {
      const rows = await run<Pick<RelayRow, 'id' | 'pubsub' | 'topic' | 'key'>>('blocked', LIST_BLOCKED, [
        lanes,
      ]);
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
