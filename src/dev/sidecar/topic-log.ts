import type { Message, NewMessage } from './message.ts';
import type { OffsetRange } from './offset-ranges.ts';

/** The messages of one topic in the order of arrival, and how far each consumer group has come. */
export interface TopicLog {
  /** The oldest offset that is still kept. */
  first(): number;
  /** The offset that the next message gets. */
  next(): number;
  /** Resolves once the message would survive the end of this process, as far as the log is durable at all. */
  append(message: NewMessage): Promise<Message>;
  /** The message, or undefined where it has to be loaded first. Offsets below `first` are never there. */
  peek(offset: number): Message | undefined;
  /** Brings a message and some that follow within the reach of `peek`. */
  load(offset: number): Promise<void>;
  /** Progress of a group from an earlier run; undefined for a group never seen. */
  progress(group: string): GroupProgress | undefined;
  /** Groups whose progress is known. */
  groups(): readonly string[];
  /** Notes that a group has finished everything below `committed`, and the ranges above it. */
  commit(group: string, progress: GroupProgress): void;
  /** Tells that no group needs anything below this offset. */
  release(offset: number): void;
  /** Writes what is pending. */
  close(): Promise<void>;
}

export interface GroupProgress {
  /** All below is done. */
  readonly committed: number;
  /** Done out of order, above `committed`. */
  readonly above: readonly OffsetRange[];
}

/** Thrown by `append` when a topic holds as much as it may: the publisher has to wait for its consumers. */
export class TopicFullError extends Error {}
