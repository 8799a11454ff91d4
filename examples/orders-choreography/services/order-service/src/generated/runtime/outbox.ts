import type { Queryable } from './contract.ts';
import type { Message } from './message.ts';
import { insertRun } from './saga-store.ts';
import { INSERT_OUTBOX } from './statements.ts';

/**
 * Writes messages to the outbox in one statement, and before it the runs of choreographies that they start. Call it last in a transaction: it holds the locks of the lanes
 * until the commit, and other writers of the same keys wait.
 * @returns the lanes, so that relays look only there.
 */
export async function writeOutbox(client: Queryable, messages: readonly Message[]): Promise<number[]> {
  if (messages.length === 0) return [];
  for (const { starts = [] } of messages) {
    for (const run of starts) await insertRun(client, run, { state: 'running', steps: [] });
  }
  const { rows } = await client.query<{ lane: number }>(INSERT_OUTBOX, [
    messages.map((message) => message.event.pubsub),
    messages.map((message) => message.topic),
    messages.map((message) => message.key ?? null),
    messages.map((message) => message.eventId),
    messages.map((message) => message.body),
    messages.map(metadataOf),
    messages.map((message) => message.event.ordered && message.key !== undefined),
  ]);
  return [...new Set(rows.map((row) => row.lane))];
}

function metadataOf(message: Message): string | null {
  const raw = message.event.envelope === 'raw' ? { rawPayload: 'true' } : undefined;
  const metadata = { ...message.metadata, ...raw };
  return Object.keys(metadata).length > 0 ? JSON.stringify(metadata) : null;
}
