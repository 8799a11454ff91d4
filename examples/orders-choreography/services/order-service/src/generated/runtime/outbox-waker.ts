import type { Database } from './database.ts';
import type { Relay } from './relay.ts';
import { NOTIFY_LANES } from './statements.ts';

/** Tells relays that something was committed. */
export interface OutboxWaker {
  /** Call after a commit. */
  wake(lanes: readonly number[]): void;
  /** Call where somebody else will commit in a moment. */
  wakeSoon(lanes: readonly number[]): void;
  setRelay(relay: Pick<Relay, 'wake'>): void;
  close(): void;
}

const NOTIFY_EVERY_MS = 10;
const SOON_MS = 50;

/**
 * Wakes the relay of this process at once, and those of others by NOTIFY, at most every 10 ms. Never inside the
 * transaction: PostgreSQL puts the commits of notifying transactions one after another. A lost one costs a poll.
 */
export function createOutboxWaker(database: () => Database | undefined): OutboxWaker {
  let relay: Pick<Relay, 'wake'> | undefined;
  const pending = new Set<number>();
  let timer: NodeJS.Timeout | undefined;
  let closed = false;
  const notify = () => {
    timer = undefined;
    const lanes = [...pending].join(',');
    pending.clear();
    database()
      ?.query(NOTIFY_LANES, [lanes])
      .catch(() => {});
  };
  const wake = (lanes: readonly number[]) => {
    if (closed) return;
    relay?.wake(lanes);
    for (const lane of lanes) pending.add(lane);
    timer ??= setTimeout(notify, NOTIFY_EVERY_MS).unref();
  };
  return {
    wake,
    wakeSoon: (lanes) => void setTimeout(() => wake(lanes), SOON_MS).unref(),
    setRelay: (next) => {
      relay = next;
    },
    close: () => {
      closed = true;
      clearTimeout(timer);
    },
  };
}
