import { Query, types } from 'pg';
import type { EventEnvelope, Projection, Queryable, ServiceDefinition, Transaction } from './contract.ts';
import { toError } from './errors.ts';
import { readIncoming } from './incoming-event.ts';
import { KEEP_RECEIVED, READ_FEED, READ_STORED_FEED } from './statements.ts';
import { envelopeOf, findStored, readStoredData } from './stored-event.ts';

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

/** An event that a projection is fed with. All are texts as the server writes them. */
export interface FedRow {
  readonly position: string;
  readonly type: string;
  readonly id: string;
  readonly schema: string;
  readonly data: string;
  readonly meta: string | null;
  readonly at: string;
  /** Of one that was received; the five above are null then. */
  readonly envelope: string | null;
}

/** Where a read begins (behind), and where it ends (included). */
export interface FeedRange {
  readonly after: number;
  readonly until: number;
  readonly limit: number;
}

/** Rows of values as they come: the driver's own parsing would cost more than all that projections do with them. */
const AS_TEXTS = { rowMode: 'array', types: { getTypeParser: () => (text: string) => text } } as const;

/**
 * Reads events of a projection in the order of their positions: those of the store, and with `received` those that were
 * kept as well, which the live table takes when they arrive. Each is handed over when it arrives: thousands that lie in
 * memory until the last is there would cost the collector of garbage as much as parsing them.
 * @param take throws nothing
 * @returns the position that was reached: of the last event, or `until` where there are no more
 */
export async function readFeed(
  { client }: Pick<Transaction, 'client'>,
  { name, stored = [], keep = false }: Projection,
  { after, until, limit }: FeedRange,
  received: boolean,
  take: (row: FedRow) => void,
): Promise<number> {
  // Where nothing is kept, the statement for both would sort what comes sorted.
  const both = received && keep;
  const text = both ? READ_FEED : READ_STORED_FEED;
  const values = [after, until, limit, stored, ...(both ? [name] : [])];
  let count = 0;
  let last = '';
  await new Promise<void>((resolve, reject) => {
    // Told by a callback and not by events: with a time limit of its own, the driver tells errors to callbacks alone.
    const callback = (error: unknown) => (error ? reject(error) : resolve());
    const query = new Query<[string, string, ...(string | null)[]]>({
      ...{ text, values, ...AS_TEXTS, callback },
    });
    query.on('row', ([position, type, id, schema, data, meta, at, envelope], result) => {
      // With a callback, the driver would keep them all.
      if (result) result.rows.length = 0;
      count += 1;
      last = position;
      take({ position, type, id, schema, data, meta, at, envelope } as FedRow);
    });
    client.query(query);
  });
  return count < limit ? until : Number(last);
}

/**
 * The event of a row as the projection's code sees it, in the newest version.
 * @throws Error that says why it cannot be used.
 */
export function readFedEvent(definition: ServiceDefinition, row: FedRow): EventEnvelope {
  if (row.envelope !== null) return readReceived(definition, row.type, row.envelope);
  const event = findStored(definition, row.type);
  if (event === undefined) throw new Error('no aggregate of the design stores it');
  const data = readStoredData(event, row.schema, JSON.parse(row.data));
  const meta = row.meta === null ? null : JSON.parse(row.meta);
  return envelopeOf(definition.source, event, { id: row.id, at: readTime(row.at), meta, data });
}

/** A time of the server as an ISO time, to the millisecond. Sessions in UTC, which nearly all are, need no calendar. */
function readTime(text: string): string {
  if (!text.endsWith('+00') || text[10] !== ' ') {
    // Whoever has a parser of their own for times, or another style of dates, gets them as they come.
    const time: unknown = types.getTypeParser(types.builtins.TIMESTAMPTZ)(text);
    return time instanceof Date ? time.toISOString() : text;
  }
  const millis = text.slice(20, -3).padEnd(3, '0').slice(0, 3);
  return `${text.slice(0, 10)}T${text.slice(11, 19)}.${millis}Z`;
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
