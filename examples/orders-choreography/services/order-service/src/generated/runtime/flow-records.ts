import type { Queryable } from './contract.ts';
import {
  FLOW_DEAD_LETTERS,
  FLOW_HANDLED,
  FLOW_HELD,
  FLOW_PARKED,
  FLOW_PUBLISHED,
  FLOW_WAITING,
  IN_FLOW,
} from './statements.ts';

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

const WITH_ENVELOPE = {
  waiting: FLOW_WAITING,
  parked: FLOW_PARKED,
  published: FLOW_PUBLISHED,
  'dead-letter': FLOW_DEAD_LETTERS,
  held: FLOW_HELD,
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
    const { rows } = await database.query<Row>(`SELECT * FROM (${WITH_ENVELOPE[kind]}) e ${IN_FLOW}`, [
      ids,
      since,
    ]);
    found.push(...rows.map((row) => describe(kind, row)).filter((record) => belongsTo(record, ids)));
  }
  const { rows } = await database.query<Row>(FLOW_HANDLED, [ids, since]);
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
