import type { Database } from './database.ts';
import { OUTBOX_CHANNEL } from './outbox.ts';

/** Tells relays that something was committed. */
export interface OutboxWaker {
  /** Call after a commit. */
  wake(): void;
  /** Call where somebody else will commit in a moment. */
  wakeSoon(): void;
  setRelay(relay: { wake(): void } | undefined): void;
  close(): void;
}

const NOTIFY_EVERY_MS = 10;
const SOON_MS = 50;

/**
 * Wakes the relay of this process at once, and those of others by NOTIFY, at most every 10 ms. Never inside the
 * transaction: PostgreSQL puts the commits of notifying transactions one after another. A lost one costs a poll.
 */
export function createOutboxWaker(database: () => Database | undefined): OutboxWaker {
  let relay: { wake(): void } | undefined;
  let timer: NodeJS.Timeout | undefined;
  let closed = false;
  const notify = () => {
    timer = undefined;
    database()
      ?.query(`NOTIFY ${OUTBOX_CHANNEL}`)
      .catch(() => {});
  };
  const wake = () => {
    if (closed) return;
    relay?.wake();
    timer ??= setTimeout(notify, NOTIFY_EVERY_MS).unref();
  };
  return {
    wake,
    wakeSoon: () => void setTimeout(wake, SOON_MS).unref(),
    setRelay: (next) => {
      relay = next;
    },
    close: () => {
      closed = true;
      clearTimeout(timer);
    },
  };
}
