import type { Queryable } from './contract.ts';
import type { InboxKey } from './inbox.ts';
import {
  CLOSE_DEAD_LETTER,
  LIST_DEAD_LETTERS,
  LOCK_DEAD_LETTER,
  READ_DEAD_LETTER,
  UPDATE_DEAD_LETTER,
  WRITE_DEAD_LETTER,
} from './statements.ts';
import { storableText } from './storable-text.ts';

export const deadLetterReasons = ['invalid', 'unknown', 'failed', 'exhausted', 'undeliverable'] as const;
export type DeadLetterReason = (typeof deadLetterReasons)[number];

export const deadLetterStates = ['open', 'replayed', 'discarded'] as const;
export type DeadLetterState = (typeof deadLetterStates)[number];

/** An event given up, and why. */
export interface NewDeadLetter extends InboxKey {
  readonly pubsub: string;
  readonly topic: string;
  readonly type: string | undefined;
  readonly key: string | undefined;
  /** As received. */
  readonly envelope: string;
  readonly reason: DeadLetterReason;
  readonly error: string;
  readonly stack: string | undefined;
  readonly attempts: number;
}

export interface DeadLetter {
  readonly id: string;
  readonly consumer: string;
  readonly pubsub: string;
  readonly topic: string;
  readonly source: string;
  readonly eventId: string;
  readonly type: string | null;
  readonly key: string | null;
  readonly reason: DeadLetterReason;
  readonly error: string | null;
  readonly attempts: number;
  readonly firstAt: Date;
  readonly lastAt: Date;
  readonly state: DeadLetterState;
}

/** Which dead letters are meant; what is absent says nothing. */
export interface DeadLetterFilter {
  /** Default: open ones. */
  readonly state?: DeadLetterState;
  /** CloudEvents types. */
  readonly types?: readonly string[];
  readonly reason?: DeadLetterReason;
  /** Given up at or after this, RFC 3339. */
  readonly since?: string;
  /** Given up before this. */
  readonly until?: string;
  /** Ids above this one. */
  readonly after?: string;
  /** Default: newest first. */
  readonly oldestFirst?: boolean;
  /** Default 100. */
  readonly limit?: number;
}

/** `show` adds what is long. */
export interface DeadLetterDetails extends DeadLetter {
  readonly envelope: string;
  readonly stack: string | null;
}

/** What replay needs of a dead letter. */
export type LockedDeadLetter = Pick<
  DeadLetterDetails,
  'id' | 'consumer' | 'pubsub' | 'topic' | 'source' | 'eventId' | 'key' | 'reason' | 'envelope'
>;

/** Characters. */
const MOST_OF_ERROR = 10_000;
const MOST_OF_STACK = 20_000;

function storable(text: string | undefined, most?: number): string | null {
  return text === undefined ? null : storableText(text, most);
}

/** Stores an event that was given up, and forgets its attempts. A redelivery updates the row and opens it again. */
export async function writeDeadLetter(tx: Queryable, letter: NewDeadLetter): Promise<void> {
  await tx.query(WRITE_DEAD_LETTER, [
    letter.consumer,
    letter.pubsub,
    letter.topic,
    letter.source,
    letter.eventId,
    storable(letter.type),
    storable(letter.key),
    storable(letter.envelope),
    letter.reason,
    storableText(letter.error, MOST_OF_ERROR),
    storable(letter.stack, MOST_OF_STACK),
    letter.attempts,
  ]);
}

/** @returns the dead letters that are meant, and how many there are beyond the limit and all. */
export async function listDeadLetters(
  database: Queryable,
  filter: DeadLetterFilter = {},
): Promise<{ readonly deadLetters: DeadLetter[]; readonly total: number }> {
  const state = filter.state ?? 'open';
  const { rows } = await database.query<DeadLetter & { total: number }>(LIST_DEAD_LETTERS, [
    state === 'discarded' ? 'skipped' : state,
    filter.types ?? null,
    filter.reason ?? null,
    filter.since ?? null,
    filter.until ?? null,
    filter.after ?? null,
    filter.limit ?? 100,
    filter.oldestFirst === true,
  ]);
  return { deadLetters: rows.map(({ total: _, ...letter }) => letter), total: rows[0]?.total ?? 0 };
}

/** A dead letter with its body and error, in whatever state; undefined if there is none of this id. */
export async function readDeadLetter(
  database: Queryable,
  id: string,
): Promise<DeadLetterDetails | undefined> {
  const { rows } = await database.query<DeadLetterDetails>(READ_DEAD_LETTER, [id]);
  return rows[0];
}

/** Locks an open dead letter for replay or discarding. */
export async function lockDeadLetter(tx: Queryable, id: string): Promise<LockedDeadLetter | undefined> {
  const { rows } = await tx.query<LockedDeadLetter>(LOCK_DEAD_LETTER, [id]);
  return rows[0];
}

/** Settles a dead letter for good: its event took effect after all, or never will. */
export async function closeDeadLetter(
  tx: Queryable,
  id: string,
  state: 'replayed' | 'skipped',
): Promise<void> {
  await tx.query(CLOSE_DEAD_LETTER, [id, state]);
}

/** The replay failed as well; the letter stays open. */
export async function updateDeadLetter(
  database: Queryable,
  id: string,
  reason: DeadLetterReason,
  error: Error,
): Promise<void> {
  await database.query(UPDATE_DEAD_LETTER, [
    id,
    reason,
    storableText(error.message, MOST_OF_ERROR),
    storable(error.stack, MOST_OF_STACK),
  ]);
}
