import type { Delivery } from './delivery.ts';

/** Keeps the messages of one key behind each other, as a partition does. */
export interface Lanes {
  /** Whether the delivery may start now; otherwise it waits until `leave` gives it out. */
  enter(delivery: Delivery): boolean;
  /** Ends a delivery and gives the one that may start next in its lane. */
  leave(delivery: Delivery): Delivery | undefined;
  /** Too many wait to take more. */
  full(): boolean;
  /** Ends the lanes and gives back what waits in them, in the order of arrival. */
  dissolve(): readonly Delivery[];
}

const maxWaiting = 1000;

/**
 * Lanes by `partitionKey`; messages without one share a lane. `asked`: lanes by `orderingKey`, and messages without one
 * may start at once, as all may where nothing is ordered.
 */
export function createLanes(ordered: boolean | 'asked'): Lanes {
  const laneOf = ordered === 'asked' ? askedLane : keyLane;
  if (!ordered) return { enter: () => true, leave: () => undefined, full: () => false, dissolve: () => [] };
  const queues = new Map<string, Delivery[]>();
  let waiting = 0;
  return {
    enter(delivery) {
      const key = laneOf(delivery);
      if (key === undefined) return true;
      const queue = queues.get(key);
      if (queue === undefined) {
        queues.set(key, []);
        return true;
      }
      queue.push(delivery);
      waiting++;
      return false;
    },
    leave(delivery) {
      const key = laneOf(delivery);
      if (key === undefined) return undefined;
      const following = queues.get(key)?.shift();
      if (following === undefined) queues.delete(key);
      else waiting--;
      return following;
    },
    full: () => waiting >= maxWaiting,
    dissolve() {
      const all = [...queues.values()].flat();
      queues.clear();
      waiting = 0;
      return all.sort((a, b) => a.message.offset - b.message.offset);
    },
  };
}

/** Empty for messages without a key; the prefix keeps keys apart from it. */
function keyLane({ message }: Delivery): string | undefined {
  const key = message.metadata.partitionKey ?? message.metadata.__key;
  return key === undefined ? '' : `=${key}`;
}

/** Undefined for messages whose order nobody asked for. */
function askedLane({ message }: Delivery): string | undefined {
  return message.metadata.orderingKey;
}
