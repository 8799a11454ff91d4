import type { FlowEntry } from '../dev/flow-log.ts';
import type { AdminClient } from './admin-client.ts';

/** What a table of a service knows of an event. */
export interface FlowRecord {
  readonly kind: 'waiting' | 'parked' | 'published' | 'handled' | 'failing' | 'dead-letter' | 'held';
  readonly at: string;
  readonly eventId: string;
  readonly type?: string;
  readonly source?: string;
  readonly consumer?: string | null;
  readonly correlationId?: string;
  readonly causationId?: string;
  readonly traceId?: string;
  readonly attempts?: number | null;
  readonly error?: string | null;
  readonly deadLetter?: { readonly id: string; readonly reason: string; readonly state: string };
}

export interface Flow {
  /** Of everything in it: events, conversations, the trace that was asked for. */
  readonly ids: ReadonlySet<string>;
  readonly entries: readonly FlowEntry[];
  readonly records: readonly (FlowRecord & { readonly service: string })[];
}

type Named = Pick<FlowRecord, 'correlationId' | 'traceId'> & { readonly eventId?: string };

/** The ids that begin so, or end so, of the conversations that a log tells of; one for each conversation. */
export function completeId(part: string, entries: readonly FlowEntry[]): readonly string[] {
  const found = new Map<string, string>();
  for (const entry of entries) {
    const id = [entry.eventId, entry.correlationId, entry.traceId].find(
      (one) => one?.startsWith(part) || one?.endsWith(part),
    );
    if (id !== undefined) found.set(entry.correlationId ?? entry.eventId ?? id, id);
  }
  // Lines about an event do not all say which conversation it is of.
  return [...new Set(found.values())].length <= 1 ? [...new Set(found.values())] : [...found.values()];
}

/** Gathers all that belongs to the conversation of an id, round by round, until nothing new is found. */
export async function gatherFlow(
  id: string,
  entries: readonly FlowEntry[],
  services: readonly AdminClient[],
  since: string,
): Promise<Flow | string> {
  const ids = new Set([id]);
  let records: Flow['records'] = [];
  for (let before = 0; before < ids.size; ) {
    before = ids.size;
    for (const entry of entries) if (isNamed(entry, ids)) addNames(entry, ids);
    const answers = await Promise.all(
      services.map(async (client) => ({
        client,
        answer: await client.post(
          '/eda/trace',
          {},
          { ids: [...ids].filter(isAskable).slice(0, 2000), since },
        ),
      })),
    );
    const found: (FlowRecord & { service: string })[] = [];
    for (const { client, answer } of answers) {
      // A service without a database has nothing to tell.
      if (!answer.ok && answer.status !== 404) return `${client.service}: ${answer.reason}`;
      const told = answer.ok ? (answer.body as { records: readonly FlowRecord[] }).records : [];
      found.push(...told.map((record) => ({ service: client.service, ...record })));
    }
    records = found;
    for (const record of records) addNames(record, ids);
  }
  return { ids, entries: entries.filter((entry) => isNamed(entry, ids)), records };
}

function isAskable(id: string): boolean {
  return id.length >= 4 && id.length <= 256;
}

function isNamed({ eventId, correlationId, traceId }: Named, ids: ReadonlySet<string>): boolean {
  return [eventId, correlationId, traceId].some((name) => name !== undefined && ids.has(name));
}

/** A trace is no conversation: several may share one, and it is followed where it was asked for. */
function addNames({ eventId, correlationId }: Named, ids: Set<string>): void {
  for (const name of [eventId, correlationId]) if (name !== undefined) ids.add(name);
}
