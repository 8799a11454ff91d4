import type { EventEnvelope, Projection, Queryable, ServiceDefinition } from './contract.ts';
import { toError } from './errors.ts';
import { readIncoming } from './incoming-event.ts';
import { KEEP_RECEIVED, READ_FEED, READ_STORED_FEED } from './statements.ts';
import { type EventMeta, envelopeOf, findStored, readStoredData } from './stored-event.ts';

/** Keeps a subscribed event for a projection, in the transaction of its inbox row. */
export async function keepReceived(
  tx: Queryable,
  projection: string,
  event: string,
  body: string,
): Promise<void> {
  // PostgreSQL keeps no NUL; JSON writes it as an escape, so that a body with one is not JSON.
  await tx.query(KEEP_RECEIVED, [projection, event, body]);
}

/** An event that a projection is fed with. */
export interface FedRow {
  readonly position: string;
  /** Null: it was received, and `envelope` holds it. */
  readonly stream: string | null;
  readonly version: number | null;
  readonly id: string | null;
  readonly type: string;
  readonly schema: string | null;
  readonly data: unknown;
  readonly meta: EventMeta | null;
  readonly at: Date | null;
  readonly envelope: string | null;
}

/** Where a read begins (behind), and where it ends (included). */
export interface FeedRange {
  readonly after: number;
  readonly until: number;
  readonly limit: number;
}

/**
 * Events of a projection in the order of their positions: those of the store, and with `received` those that were kept
 * as well, which the live table takes when they arrive.
 */
export async function readFeed(
  tx: Queryable,
  { name, stored = [] }: Projection,
  { after, until, limit }: FeedRange,
  received: boolean,
): Promise<FedRow[]> {
  const values = [after, until, limit, stored];
  const { rows } = received
    ? await tx.query<FedRow>(READ_FEED, [...values, name])
    : await tx.query<FedRow>(READ_STORED_FEED, values);
  return rows;
}

/**
 * The event of a row as the projection's code sees it, in the newest version.
 * @throws Error that says why it cannot be used.
 */
export function readFedEvent(definition: ServiceDefinition, row: FedRow): EventEnvelope {
  if (row.envelope !== null) return readReceived(definition, row.type, row.envelope);
  const event = findStored(definition, row.type);
  if (event === undefined) throw new Error('no aggregate of the design stores it');
  const data = readStoredData(event, row.schema ?? '', row.data);
  return envelopeOf(definition.source, event, { id: row.id ?? '', at: row.at ?? '', meta: row.meta, data });
}

function readReceived(definition: ServiceDefinition, name: string, body: string): EventEnvelope {
  const subscription = definition.subscriptions.find(({ events }) =>
    events.some((event) => event.name === name),
  );
  if (subscription === undefined) throw new Error('the service does not subscribe to it any more');
  const incoming = readIncoming(subscription, body);
  if (incoming.kind === 'unusable') throw incoming.problem;
  if (incoming.kind === 'passed') throw new Error('it is another event now');
  if (incoming.problem) throw toError(incoming.problem);
  return incoming.envelope;
}
