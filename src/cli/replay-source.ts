import type { AdminClient } from './admin-client.ts';

/** An event as it was sent. */
export interface SentEvent {
  readonly pubsub: string;
  readonly topic: string;
  readonly body: string;
  /** When, to go on from there. */
  readonly sentAt: string;
}

/** Where a range of events is read. What goes wrong is thrown as an Error whose message is a clause. */
export interface ReplaySource {
  /** For people: "the history of todo-service". */
  readonly name: string;
  count(): Promise<{ readonly count: number; readonly first?: string; readonly last?: string }>;
  /** In the order of their keys, a page at a time. */
  pages(): AsyncIterable<readonly SentEvent[]>;
  close(): Promise<void>;
}

const pageSize = 200;

/** The history of a publisher. */
export function historySource(
  publisher: AdminClient,
  event: string,
  range: { readonly from: string; readonly to: string },
): ReplaySource {
  const ask = async (query: { readonly [name: string]: string }) => {
    const answer = await publisher.get('/eda/history', { event, ...range, ...query });
    if (!answer.ok) throw new Error(`${publisher.service}: ${answer.reason}`);
    return answer.body;
  };
  return {
    name: `the history of ${publisher.service}`,
    async count() {
      const { count, first, last } = (await ask({ count: 'true' })) as {
        count: number;
        first: string | null;
        last: string | null;
      };
      return { count, ...(first !== null && { first }), ...(last !== null && { last }) };
    },
    async *pages() {
      let after: { afterTime: string; afterId: string } | undefined;
      for (;;) {
        const { events, done } = (await ask({ limit: String(pageSize), ...after })) as {
          events: readonly (SentEvent & { readonly id: string })[];
          done: boolean;
        };
        if (events.length > 0) yield events;
        const last = events.at(-1);
        if (done || last === undefined) return;
        after = { afterTime: last.sentAt, afterId: last.id };
      }
    },
    close: async () => {},
  };
}
