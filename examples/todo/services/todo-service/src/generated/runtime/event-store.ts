import type { Queryable } from './contract.ts';
import {
  APPEND_EVENT,
  APPEND_EVENTS,
  READ_STREAM,
  READ_STREAM_FROM_SNAPSHOT,
  READ_STREAM_UNTIL,
  REMOVE_APPENDED,
  SHARE_PROJECTIONS,
} from './statements.ts';

/** An event ready to be stored. Texts are JSON. */
export interface NewEvent {
  readonly id: string;
  readonly type: string;
  readonly schema: string;
  readonly data: string;
  readonly meta: string | null;
  /** RFC 3339 */
  readonly at: string;
}

/**
 * Adds events behind `version` of a stream, in the caller's transaction. `locked`: projections that the caller updates
 * in the same transaction.
 * @returns their positions; undefined where the stream has gone on meanwhile, and then nothing was stored.
 */
export async function appendEvents(
  tx: Queryable,
  stream: string,
  version: number,
  events: readonly NewEvent[],
  locked: readonly string[] = [],
): Promise<number[] | undefined> {
  const [only, ...others] = events;
  if (only === undefined) return [];
  if (locked.length > 0) await tx.query(SHARE_PROJECTIONS, [locked]);
  const isOne = others.length === 0;
  const pick = <Value>(read: (event: NewEvent) => Value) => (isOne ? read(only) : events.map(read));
  const { rows } = await tx.query<{ position: string }>(isOne ? APPEND_EVENT : APPEND_EVENTS, [
    stream,
    version,
    pick(({ id }) => id),
    pick(({ type }) => type),
    pick(({ schema }) => schema),
    pick(({ data }) => data),
    pick(({ meta }) => meta),
    pick(({ at }) => at),
  ]);
  const positions = rows.map(({ position }) => Number(position));
  if (positions.length === events.length) return positions;
  if (positions.length > 0) await tx.query(REMOVE_APPENDED, [positions]);
  return undefined;
}

/** An event of a stream as it lies in the store. */
export interface StoredRow {
  readonly version: number;
  readonly type: string;
  readonly schema: string;
  readonly data: unknown;
}

/** What a stream is loaded from. */
export interface StoredStream {
  readonly snapshot?: { readonly version: number; readonly state: unknown };
  /** Behind the snapshot, in order of their versions. */
  readonly events: readonly StoredRow[];
}

/** Reads a stream, from its snapshot of `shape` on where there is one. */
export async function readStream(
  database: Queryable,
  stream: string,
  shape: string | undefined,
): Promise<StoredStream> {
  if (shape === undefined) {
    return { events: (await database.query<StoredRow>(READ_STREAM, [stream])).rows };
  }
  const { rows } = await database.query<StoredRow & { readonly type: string | null }>(
    READ_STREAM_FROM_SNAPSHOT,
    [stream, shape],
  );
  const first = rows[0];
  if (first === undefined || first.type !== null) return { events: rows };
  return { snapshot: { version: first.version, state: first.data }, events: rows.slice(1) };
}

/** An event of a stream with all that is known of it, for people. */
export interface DescribedRow extends StoredRow {
  readonly position: string;
  readonly eventId: string;
  readonly at: Date;
}

/** Reads a stream up to a version or a moment. The moment is that of the first event behind it, whatever clocks did. */
export async function readStreamUntil(
  database: Queryable,
  stream: string,
  until: { readonly version?: number; readonly at?: string },
): Promise<DescribedRow[]> {
  const { rows } = await database.query<DescribedRow>(READ_STREAM_UNTIL, [
    stream,
    until.version ?? null,
    until.at ?? null,
  ]);
  return rows;
}
