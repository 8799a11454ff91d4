import type { RetrySettings } from '../model/architecture.ts';

/** daprd gives up an exponential retry after this time, whatever `maxRetries` says; not configurable. In ms. */
export const exponentialRetryCap = 15 * 60_000;

const firstPause = 500;
const growth = 1.5;
const jitter = 0.5;

/**
 * Longest time in ms that an event can be in work until its last attempt has ended: every attempt runs into its
 * timeout, every pause is as long as jitter lets it be. Dapr's exponential pauses start at 500 ms and grow by half.
 */
export function longestDelivery(retry: RetrySettings, timeout: number): number {
  let total = retry.attempts * timeout;
  for (let pause = 1; pause < retry.attempts; pause++) {
    total +=
      retry.backoff === 'constant'
        ? retry.wait
        : Math.min(retry.wait, firstPause * growth ** (pause - 1)) * (1 + jitter);
  }
  return Math.ceil(total);
}
