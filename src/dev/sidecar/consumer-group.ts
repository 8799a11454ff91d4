import type { ChaosOptions } from './chaos.ts';
import type { Delivery } from './delivery.ts';
import { createLanes } from './lanes.ts';
import type { Message } from './message.ts';
import { createOffsetRanges } from './offset-ranges.ts';
import type { TopicLog } from './topic-log.ts';

/** What becomes of a message after a member handled it. `left` is neither done nor to be tried in this run. */
export type Verdict =
  | { readonly kind: 'done' | 'left' }
  | { readonly kind: 'again'; readonly afterMs: number };

export interface Member {
  /** Deliveries that it takes at once. */
  readonly capacity: number;
  /** Gathers what it is handed, and keeps the order itself: lanes would never let it have more than one. */
  readonly gathers?: boolean;
  handle(delivery: Delivery): Promise<Verdict>;
}

export interface ConsumerGroup {
  readonly name: string;
  /** Adds a consumer; the function that comes back ends its deliveries, save those in flight. */
  join(member: Member): () => void;
  /** Looks for new messages. */
  wake(): void;
  /** The lowest offset that is not done. */
  committed(): number;
  /** Deliveries in flight. */
  inFlight(): number;
  members(): number;
  /** Tells that the group is no longer subscribed, so that nothing is kept for it, until somebody joins again. */
  retire(): void;
  retired(): boolean;
  /** Ends all deliveries for good. */
  stop(): void;
}

export interface ConsumerGroupOptions {
  readonly name: string;
  readonly log: TopicLog;
  /** One message a key at a time, in order; `asked`: where it carries an `orderingKey`. */
  readonly ordered: boolean | 'asked';
  readonly chaos?: ChaosOptions;
  readonly onExpired: (message: Message) => void;
  readonly onCommit: () => void;
  /** Told of a member that threw, which is a bug; its message is tried again. */
  readonly onError: (error: unknown) => void;
}

interface Slot {
  readonly member: Member;
  inFlight: number;
  open: boolean;
}

/** How many waiting messages a shuffle chooses from. */
const shuffleWindow = 32;

/**
 * Hands the messages of a log to the members of one group, each to one member, at least once: a message counts as
 * done only after its member said so. A group never seen starts at the oldest message kept, as a Redis group does.
 */
export function createConsumerGroup(options: ConsumerGroupOptions): ConsumerGroup {
  const { log, name, chaos } = options;
  const earlier = log.progress(name);
  let committed = Math.max(log.first(), Math.min(earlier?.committed ?? 0, log.next()));
  const above = createOffsetRanges(earlier?.above ?? []);
  let cursor = committed;
  const waiting: Delivery[] = [];
  let lanes = createLanes(options.ordered);
  let laned = options.ordered;
  const slots: Slot[] = [];
  const timers = new Set<NodeJS.Timeout>();
  let inFlight = 0;
  let turn = 0;
  let loading = false;
  let dirty = false;
  let stopped = false;
  let retired = false;

  const pump = () => {
    while (!stopped) {
      const slot = pickSlot();
      const delivery = slot === undefined ? undefined : take();
      if (slot === undefined || delivery === undefined) return;
      start(slot, delivery, false);
    }
  };

  const pickSlot = (): Slot | undefined => {
    for (let tried = 0; tried < slots.length; tried++) {
      const slot = slots[turn++ % slots.length];
      if (slot !== undefined && slot.inFlight < slot.member.capacity) return slot;
    }
    return undefined;
  };

  const take = (): Delivery | undefined => {
    if (chaos?.shuffle === true) {
      while (waiting.length < shuffleWindow) {
        const fetched = fetchNext();
        if (fetched === undefined) break;
        waiting.push(fetched);
      }
      return waiting.splice(Math.floor(Math.random() * waiting.length), 1)[0];
    }
    return waiting.shift() ?? fetchNext();
  };

  const fetchNext = (): Delivery | undefined => {
    cursor = Math.max(cursor, log.first());
    while (cursor < log.next()) {
      if (above.has(cursor)) {
        cursor++;
        continue;
      }
      const message = log.peek(cursor);
      if (message === undefined) {
        load();
        return undefined;
      }
      if (lanes.full()) return undefined;
      cursor++;
      const delivery = { message, interruptions: 0 };
      if (message.expiresAt !== undefined && message.expiresAt <= Date.now()) {
        options.onExpired(message);
        settle(message.offset);
      } else if (lanes.enter(delivery)) return delivery;
    }
    return undefined;
  };

  const load = () => {
    if (loading) return;
    loading = true;
    const resume = () => {
      loading = false;
      pump();
    };
    // A log that cannot be read now is asked again, rather than skipped.
    log.load(cursor).then(resume, () => later(1000, resume));
  };

  const start = (slot: Slot, delivery: Delivery, copy: boolean) => {
    slot.inFlight++;
    inFlight++;
    const doubled = !copy && chaos !== undefined && Math.random() < chaos.duplicates;
    if (doubled && options.ordered === false) start(slot, { ...delivery }, true);
    handle(slot.member, delivery)
      .catch((error: unknown): Verdict => {
        options.onError(error);
        return { kind: 'again', afterMs: 1000 };
      })
      .then((verdict) => {
        slot.inFlight--;
        inFlight--;
        if (!copy) finish(delivery, verdict);
        if (doubled && options.ordered !== false) start(slot, { ...delivery }, true);
        pump();
      });
  };

  const handle = async (member: Member, delivery: Delivery): Promise<Verdict> => {
    if (chaos !== undefined && chaos.delayMs > 0) {
      await new Promise((resolve) => setTimeout(resolve, Math.random() * chaos.delayMs));
    }
    return member.handle(delivery);
  };

  const finish = (delivery: Delivery, verdict: Verdict) => {
    if (verdict.kind === 'left') return;
    if (verdict.kind === 'again') {
      const put = () => {
        waiting.unshift(delivery);
        pump();
      };
      if (verdict.afterMs > 0) later(verdict.afterMs, put);
      else put();
      return;
    }
    settle(delivery.message.offset);
    const following = lanes.leave(delivery);
    if (following !== undefined) waiting.push(following);
  };

  const later = (ms: number, act: () => void) => {
    const timer = setTimeout(() => {
      timers.delete(timer);
      act();
    }, ms);
    timers.add(timer);
  };

  const settle = (offset: number) => {
    if (offset === committed) committed = above.takeFrom(offset + 1);
    else above.add(offset);
    if (dirty) return;
    dirty = true;
    // One step for all that ends within this turn of the event loop.
    setImmediate(commit);
  };

  const commit = () => {
    if (!dirty) return;
    dirty = false;
    log.commit(name, { committed, above: above.list() });
    options.onCommit();
  };

  const useLanes = (wanted: boolean | 'asked') => {
    if (wanted === laned) return;
    laned = wanted;
    waiting.push(...lanes.dissolve());
    lanes = createLanes(wanted);
  };

  return {
    name,
    join(member) {
      useLanes(member.gathers === true ? false : options.ordered);
      const slot: Slot = { member, inFlight: 0, open: true };
      slots.push(slot);
      retired = false;
      pump();
      return () => {
        if (!slot.open) return;
        slot.open = false;
        slots.splice(slots.indexOf(slot), 1);
      };
    },
    wake: pump,
    committed: () => committed,
    inFlight: () => inFlight,
    members: () => slots.length,
    retire() {
      retired = true;
    },
    retired: () => retired,
    stop() {
      stopped = true;
      for (const timer of timers) clearTimeout(timer);
      commit();
    },
  };
}
