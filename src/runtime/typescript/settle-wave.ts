import { type Backoff, backoffMs } from './backoff.ts';
import type { WaveResult } from './publish-wave.ts';
import type { RelayBuffer, TopicQueue } from './relay-buffer.ts';
import type { RelayOptions } from './relay-options.ts';
import type { RelaySession } from './relay-session.ts';

const KEY_BACKOFF: Backoff = { initialMs: 500, maxMs: 60_000 };
const TOPIC_BACKOFF: Backoff = { initialMs: 200, maxMs: 15_000 };

/** Draws the conclusions from one request. An outage counts against nobody; a row pays only for its own failures. */
export async function settleWave(
  options: RelayOptions,
  session: RelaySession,
  buffer: RelayBuffer,
  topic: TopicQueue,
  result: WaveResult,
): Promise<void> {
  const now = Date.now();
  if (result.accepted.length > 0) {
    if (topic.trouble) options.logger.info('topic can be published to again', { topic: topic.target.topic });
    topic.failures = 0;
    topic.lastAcceptedAt = now;
    delete topic.trouble;
    for (const row of result.accepted) {
      buffer.accepted(row);
      options.onPublished?.(row);
    }
  }
  let paused = result.trouble?.kind === 'systemic';
  for (const { row, error, own } of result.failed) {
    const others = row.failedAt !== undefined && topic.lastAcceptedAt > row.failedAt;
    if (result.inDoubt && others && !own) {
      // It may be what breaks the connection. No attempt is used up: a slow broker would have it parked.
      row.doubts = (row.doubts ?? 0) + 1;
      row.notBefore = now + backoffMs(options.keyBackoff ?? KEY_BACKOFF, row.doubts);
      row.failedAt = now;
    }
    if (result.trouble?.kind === 'systemic' || !(own || (others && !result.inDoubt))) {
      row.failedAt ??= now;
      paused = true;
      buffer.failed(row);
      continue;
    }
    row.attempts += 1;
    row.failedAt = now;
    if (row.attempts >= (options.attempts ?? 10)) {
      await session.park(row, error);
      buffer.parked(row);
      options.onParked?.(row, error);
      options.logger.error('event parked', {
        topic: row.topic,
        eventId: row.eventId,
        outboxId: row.id,
        error,
        blocksKey: row.strict,
      });
    } else {
      row.notBefore = now + backoffMs(options.keyBackoff ?? KEY_BACKOFF, row.attempts);
      await session.recordFailure(row, error);
      buffer.failed(row);
      options.logger.warn('event not published', {
        topic: row.topic,
        eventId: row.eventId,
        attempt: row.attempts,
        error,
      });
    }
  }
  if (!paused || !result.trouble) return;
  topic.failures += 1;
  topic.pausedUntil = now + backoffMs(options.topicBackoff ?? TOPIC_BACKOFF, topic.failures);
  if (!topic.trouble) {
    options.logger.warn('topic cannot be published to', { topic: topic.target.topic, ...result.trouble });
  }
  topic.trouble = result.trouble;
}
