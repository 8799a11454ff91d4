import type { Queryable } from './contract.ts';

/** What a table knows of an event. */
export interface FlowRecord {
  /**
   * `waiting`: committed, not yet accepted by the broker. `parked`: given up by the relay for now. `published`: of the
   * history. `handled`: its effects are committed. `failing`: it will be tried again. `held`: it waits for its key.
   */
  readonly kind: 'waiting' | 'parked' | 'published' | 'handled' | 'failing' | 'dead-letter' | 'held';
  readonly at: Date;
  readonly eventId: string;
  readonly source?: string;
  readonly type?: string;
  readonly consumer?: string;
  readonly correlationId?: string;
  readonly causationId?: string;
  /** 32 hexadecimal digits. */
  readonly traceId?: string;
  readonly attempts?: number;
  readonly error?: string;
  /** Of a dead letter. */
  readonly deadLetter?: { readonly id: string; readonly reason: string; readonly state: string };
}

interface Row extends Omit<FlowRecord, 'source' | 'type' | 'correlationId' | 'causationId' | 'traceId'> {
  readonly envelope: string | null;
}

/** Rows of each table at most: a flow has few. */
const LIMIT = 1000;

/*
 * Envelopes are searched as texts, which finds an id wherever it stands; what belongs to another conversation is sorted
 * out afterwards. Only the history and the inbox are large, and they are asked for a time.
 */
const WITH_ENVELOPE = {
  waiting: `SELECT created_at AS at, event_id::text AS "eventId", envelope::text AS envelope, attempts::int AS attempts,
    last_error AS error FROM eda.outbox`,
  parked: `SELECT parked_at AS at, event_id::text AS "eventId", envelope::text AS envelope, attempts::int AS attempts,
    reason AS error FROM eda.outbox_parked`,
  published: `SELECT sent_at AS at, event_id::text AS "eventId", envelope::text AS envelope FROM eda.outbox_sent`,
  'dead-letter': `SELECT last_at AS at, event_id AS "eventId", envelope, consumer, attempts, error,
    json_build_object('id', id::text, 'reason', reason,
      'state', CASE state WHEN 'skipped' THEN 'discarded' ELSE state END) AS "deadLetter" FROM eda.dead_letter`,
  held: `SELECT now() AS at, event_id AS "eventId", envelope, consumer FROM eda.inbox_held`,
} as const;

/**
 * Finds what the service's tables know of events: by their ids, or those of their conversation (correlation) or trace.
 * @param since how far back history and inbox are read.
 */
export async function findFlowRecords(
  database: Queryable,
  ids: readonly string[],
  since: Date,
  history: boolean,
): Promise<FlowRecord[]> {
  const found: FlowRecord[] = [];
  for (const kind of Object.keys(WITH_ENVELOPE) as (keyof typeof WITH_ENVELOPE)[]) {
    if (kind === 'published' && !history) continue;
    const recent = kind === 'published' ? 'sent_at >= $2' : '$2::timestamptz IS NOT NULL';
    const { rows } = await database.query<Row>(
      `SELECT * FROM (${WITH_ENVELOPE[kind]} WHERE ${recent}) e
       WHERE EXISTS (SELECT FROM unnest($1::text[]) AS i(id) WHERE "eventId" = i.id OR strpos(envelope, i.id) > 0)
       ORDER BY at LIMIT ${LIMIT}`,
      [ids, since],
    );
    found.push(...rows.map((row) => describe(kind, row)).filter((record) => belongsTo(record, ids)));
  }
  const { rows } = await database.query<Row>(
    `SELECT 'handled' AS kind, received_at AS at, event_id AS "eventId", consumer FROM eda.inbox i
       WHERE event_id = ANY ($1) AND received_at >= $2 AND NOT EXISTS (
         SELECT FROM eda.dead_letter d WHERE d.consumer = i.consumer AND d.source = i.source
           AND d.event_id = i.event_id AND d.state <> 'replayed')
     UNION ALL
     SELECT 'failing', first_at, event_id, consumer FROM eda.attempt a
       WHERE event_id = ANY ($1) AND NOT EXISTS (
         SELECT FROM eda.inbox i WHERE i.consumer = a.consumer AND i.source = a.source AND i.event_id = a.event_id)
     LIMIT ${LIMIT}`,
    [ids, since],
  );
  found.push(...rows);
  return found;
}

function describe(kind: FlowRecord['kind'], { envelope, ...row }: Row): FlowRecord {
  const { source, type, correlationid, causationid, traceparent } = parse(envelope);
  const [, traceId] = /^00-([0-9a-f]{32})-/.exec(String(traceparent)) ?? [];
  return {
    ...row,
    kind,
    ...(typeof source === 'string' && { source }),
    ...(typeof type === 'string' && { type }),
    ...(typeof correlationid === 'string' && { correlationId: correlationid }),
    ...(typeof causationid === 'string' && { causationId: causationid }),
    ...(traceId && { traceId }),
  };
}

function parse(envelope: string | null): Readonly<Record<string, unknown>> {
  try {
    return JSON.parse(envelope ?? '{}') ?? {};
  } catch {
    return {};
  }
}

function belongsTo({ eventId, correlationId, traceId }: FlowRecord, ids: readonly string[]): boolean {
  return [eventId, correlationId, traceId].some((id) => id !== undefined && ids.includes(id));
}
