import type { Queryable } from './contract.ts';
import type { Message } from './message.ts';
import { insertRun } from './saga-store.ts';
import { INSERT_OUTBOX, INSERT_OUTBOX_ONE } from './statements.ts';

/**
 * Writes messages to the outbox in one statement, and before it the runs of choreographies that they start. Call it last in a transaction: it holds the locks of the lanes
 * until the commit, and other writers of the same keys wait.
 * @returns the lanes, so that relays look only there.
 */
export async function writeOutbox(client: Queryable, messages: readonly Message[]): Promise<number[]> {
  const [first, ...others] = messages;
  if (first === undefined) return [];
  for (const { starts = [] } of messages) {
    for (const run of starts) await insertRun(client, run, { state: 'running', steps: [] });
  }
  const values = valuesOf(first);
  if (others.length === 0) return await insert(client, INSERT_OUTBOX_ONE, values);
  const rows = [values, ...others.map(valuesOf)];
  const columns = values.map((_value, column) => rows.map((row) => row[column]));
  return await insert(client, INSERT_OUTBOX, columns);
}

async function insert(client: Queryable, statement: string, values: readonly unknown[]): Promise<number[]> {
  const { rows } = await client.query<{ lane: number }>(statement, values);
  return [...new Set(rows.map(({ lane }) => lane))];
}

/** What the statements take of a message, in their order. */
function valuesOf(message: Message): (string | boolean | null)[] {
  const { event, topic, key, eventId, body } = message;
  const isStrict = event.ordered && key !== undefined;
  return [event.pubsub, topic, key ?? null, eventId, body, metadataOf(message), isStrict];
}

function metadataOf(message: Message): string | null {
  const raw = message.event.envelope === 'raw' ? { rawPayload: 'true' } : undefined;
  const metadata = { ...message.metadata, ...raw };
  return Object.keys(metadata).length > 0 ? JSON.stringify(metadata) : null;
}
