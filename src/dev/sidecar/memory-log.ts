import type { Message } from './message.ts';
import { type GroupProgress, TopicFullError, type TopicLog } from './topic-log.ts';

export interface MemoryLimits {
  /** Consumed messages that stay for groups which come later. */
  readonly keptMessages: number;
  /** How long a consumed message stays at most, in milliseconds. */
  readonly keptMs: number;
  /** Messages and bytes that a topic holds at all, consumed or not. */
  readonly maxMessages: number;
  readonly maxBytes: number;
}

const defaultMemoryLimits: MemoryLimits = {
  keptMessages: 10_000,
  keptMs: 60 * 60_000,
  maxMessages: 200_000,
  maxBytes: 128 * 1024 * 1024,
};

/** Below this many dead entries at the front the array is not worth moving. */
const compactAt = 1024;

/** A log that lives and ends with the process. What a group still needs is never dropped: a full topic refuses. */
export function createMemoryLog(
  limits: MemoryLimits = defaultMemoryLimits,
  now: () => number = Date.now,
): TopicLog {
  let entries: (Message | undefined)[] = [];
  let base = 0;
  let dead = 0;
  let bytes = 0;
  let released = 0;
  const progress = new Map<string, GroupProgress>();

  const first = () => base + dead;
  const next = () => base + entries.length;
  const drop = () => {
    bytes -= entries[dead]?.data.length ?? 0;
    entries[dead++] = undefined;
    if (dead >= compactAt && dead * 2 >= entries.length) {
      entries = entries.slice(dead);
      base += dead;
      dead = 0;
    }
  };
  const trim = () => {
    while (first() < Math.min(released, next())) {
      const oldest = entries[dead];
      const crowded = next() - first() > limits.keptMessages || bytes > limits.maxBytes / 2;
      if (!crowded && oldest !== undefined && oldest.at > now() - limits.keptMs) return;
      drop();
    }
  };

  return {
    first,
    next,
    append(message) {
      trim();
      if (next() - first() >= limits.maxMessages || bytes + message.data.length > limits.maxBytes) {
        return Promise.reject(new TopicFullError('the topic is full: its consumers do not keep up'));
      }
      const stored: Message = { ...message, offset: next(), at: now() };
      entries.push(stored);
      bytes += message.data.length;
      return Promise.resolve(stored);
    },
    peek: (offset) => (offset < base ? undefined : entries[offset - base]),
    load: () => Promise.resolve(),
    progress: (group) => progress.get(group),
    groups: () => [...progress.keys()],
    commit: (group, done) => {
      progress.set(group, done);
    },
    release(offset) {
      released = Math.max(released, offset);
      trim();
    },
    close: () => Promise.resolve(),
  };
}
