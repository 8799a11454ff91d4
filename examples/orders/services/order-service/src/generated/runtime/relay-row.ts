/** A pending row of the outbox as the relay holds it. */
export interface RelayRow {
  readonly lane: number;
  readonly id: number;
  readonly pubsub: string;
  readonly topic: string;
  readonly key: string | null;
  readonly eventId: string;
  /** JSON text, spliced into requests. */
  readonly envelope: string;
  readonly metadata: string | null;
  readonly strict: boolean;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  /** Failures that were the row's own. */
  attempts: number;
  notBefore: number | null;
  /** Of the first failure since the last that counted; such a row is sent alone. */
  failedAt?: number;
  /** Times that it stayed in doubt though others of its topic did not. */
  doubts?: number;
}

/** The scope of order: rows of one identity leave one after another. PostgreSQL texts hold no NUL. */
export function identityOf(row: Pick<RelayRow, 'pubsub' | 'topic' | 'key'>, id: number): string {
  return row.key === null ? `#${id}` : `${row.pubsub}\0${row.topic}\0${row.key}`;
}
