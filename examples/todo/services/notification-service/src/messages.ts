import type { Queryable } from './generated/runtime/contract.ts';
import { RetryableError } from './generated/runtime/errors.ts';
import { render } from './render.ts';

export interface Recipient {
  readonly userId: string;
  readonly name: string;
  readonly email: string;
}

/** Keeps whom to write to; the newest state of an account wins. */
export async function saveRecipient(database: Queryable, recipient: Recipient): Promise<void> {
  await database.query(
    `INSERT INTO recipient (user_id, name, email) VALUES ($1, $2, $3)
     ON CONFLICT (user_id) DO UPDATE SET name = EXCLUDED.name, email = EXCLUDED.email`,
    [recipient.userId, recipient.name, recipient.email],
  );
}

/**
 * Writes to a person, by recording the message as sent: this is where a mail provider would be called, with the
 * event's id as idempotency key.
 * @throws RetryableError if nobody has told yet who the person is: accounts and tasks come on different topics.
 * @throws TemplateError if the subject can't be rendered.
 */
export async function sendMessage(
  database: Queryable,
  message: { readonly eventId: string; readonly userId: string; readonly subject: string },
): Promise<void> {
  const { eventId, userId, subject } = message;
  const { rows } = await database.query<{ readonly name: string }>(
    'SELECT name FROM recipient WHERE user_id = $1',
    [userId],
  );
  const [recipient] = rows;
  if (recipient === undefined) throw new RetryableError(`Nothing is known of person ${userId} yet`);
  await database.query('INSERT INTO message (event_id, user_id, subject) VALUES ($1, $2, $3)', [
    eventId,
    userId,
    render(subject, { name: recipient.name }),
  ]);
}

export interface SentMessage {
  readonly subject: string;
  /** RFC 3339. */
  readonly sentAt: string;
}

/** What was sent to a person, oldest first. */
export async function findMessagesTo(database: Queryable, userId: string): Promise<SentMessage[]> {
  const { rows } = await database.query<{ readonly subject: string; readonly sent_at: Date }>(
    'SELECT subject, sent_at FROM message WHERE user_id = $1 ORDER BY sent_at LIMIT 1000',
    [userId],
  );
  return rows.map(({ subject, sent_at: sentAt }) => ({ subject, sentAt: sentAt.toISOString() }));
}
