/** A row of the conformance table that the embedded sidecar does not have, or has in another way. */
export interface Difference {
  /** Number in the table; undefined for what the table does not cover. */
  readonly number?: number;
  readonly what: string;
  readonly reason: string;
}

/**
 * Rows that cannot be put to the embedded sidecar. Each other row has a test, and of these all but the wildcards have one
 * on daprd alone (`tests/real/broker-trouble.test.ts`).
 */
export const inapplicableCases: readonly (Difference & { readonly number: number })[] = [
  {
    number: 31,
    what: 'publish while the broker is down gives 500',
    reason: 'the broker is part of the process; a full topic or disk gives the same answer',
  },
  {
    number: 43,
    what: 'bulk publish with one entry too large for Kafka lists it in failedEntries',
    reason: 'the embedded broker has no limit for one message below that of the request',
  },
  {
    number: 44,
    what: 'bulk publish while Redis is down lists every entry',
    reason: 'the broker is part of the process; a full topic or disk gives the same answer',
  },
  {
    number: 78,
    what: 'as many subscriptions as connections in the Redis pool: publish gives 500',
    reason: 'there is no connection pool',
  },
  {
    number: 79,
    what: 'wildcard topics',
    reason: 'in-memory and MQTT only, and no generated system uses them; a topic is taken literally',
  },
];

/** Where the embedded sidecar means to differ, so that a system in development behaves sanely. */
export const deliberateDifferences: readonly Difference[] = [
  {
    number: 61,
    what: 'a message whose app does not listen waits for the app, whatever the policy says',
    reason:
      'daprd counts a refused connection as a failed attempt, so that a restart in development would lose the event ' +
      'or dead-letter it; a connection that breaks in a crash is forgiven five times for each message',
  },
  {
    number: 45,
    what: 'subscriptions are asked for again when the app comes back',
    reason: 'an embedded sidecar outlives its app, where `dapr run` starts both anew',
  },
  {
    number: 75,
    what: 'stopped with a delivery in flight, it waits for this attempt; the next one follows after the start',
    reason:
      'daprd goes on with the attempts of the policy within its grace, and may dead-letter what a restart in ' +
      'development would have mended',
  },
  {
    what: 'a consumer group that was never seen reads from the oldest message kept',
    reason: 'as Redis does; Kafka would start at the newest unless `initialOffset` says otherwise',
  },
  {
    what: 'in memory, several messages of a topic are delivered at once, but for those of a key that the design orders',
    reason:
      'daprd takes one at a time; a system that relies on that unasked would lose its order on other brokers',
  },
  {
    what: 'numbers of a published JSON text are kept as written, with the white space inside `data`',
    reason: 'daprd prints them anew; both are the same JSON',
  },
  {
    what: 'a bulk subscription takes up to maxMessagesCount messages at once, whatever the concurrency',
    reason: 'daprd on Redis never gathers more than its ten workers, and then waits out maxAwaitDurationMs',
  },
  {
    what: 'accessControl applies without mTLS, by the app ids of the system',
    reason: 'daprd without mTLS does not know the caller and falls back to the default action',
  },
  {
    what: 'requests with a foreign Origin or Host are refused with 403',
    reason: 'the port is open to every web page that the developer visits',
  },
  {
    what: 'HTTP only: no gRPC, state, secrets, bindings, actors, workflow or jobs API',
    reason: 'generated systems use publish, subscribe and invoke',
  },
];
