import type { RetrySettings } from '../model/architecture.ts';

/** daprd gives up an exponential retry after this time, whatever `maxRetries` says; not configurable. In ms. */
export const exponentialRetryCap = 15 * 60_000;

const firstPause = 500;
const growth = 1.5;
const jitter = 0.5;

/** How long a sidecar waits before an attempt, in ms. Constant pauses have no jitter. */
export interface Pause {
  readonly least: number;
  readonly usual: number;
  readonly most: number;
}

/**
 * The pause before an attempt, the second being the first that has one. Dapr's exponential pauses start at 500 ms,
 * grow by half and are scattered by half.
 */
export function pauseBefore(retry: RetrySettings, attempt: number): Pause {
  if (attempt < 2) return { least: 0, usual: 0, most: 0 };
  if (retry.backoff === 'constant') return { least: retry.wait, usual: retry.wait, most: retry.wait };
  const usual = Math.min(retry.wait, firstPause * growth ** (attempt - 2));
  return { least: usual * (1 - jitter), usual, most: usual * (1 + jitter) };
}

/** When attempts usually begin, in ms after the first: all, or as many as `most`. */
export function usualTimes(retry: RetrySettings, most: number): readonly number[] {
  const times: number[] = [];
  let after = 0;
  for (let attempt = 1; attempt <= Math.min(retry.attempts, most); attempt++) {
    after += pauseBefore(retry, attempt).usual;
    times.push(after);
  }
  return times;
}

/** All pauses of a retry together, in ms; of one without end they are endless. */
export function pausesOf(retry: RetrySettings): Pause {
  const { attempts } = retry;
  if (!Number.isFinite(attempts)) return { least: attempts, usual: attempts, most: attempts };
  const total = { least: 0, usual: 0, most: 0 };
  for (let attempt = 2; attempt <= retry.attempts; attempt++) {
    const pause = pauseBefore(retry, attempt);
    total.least += pause.least;
    total.usual += pause.usual;
    total.most += pause.most;
  }
  return total;
}

/**
 * Longest time in ms that an event can be in work until its last attempt has ended: every attempt runs into its
 * timeout, every pause is as long as jitter lets it be.
 */
export function longestDelivery(retry: RetrySettings, timeout: number): number {
  return Math.ceil(retry.attempts * timeout + pausesOf(retry).most);
}

/** Who counts attempts and decides what becomes of an event: generated services do, others leave it to the sidecar. */
export type Judge = 'service' | 'sidecar';

/**
 * What the sidecar is told. A service that judges has given its verdict before the sidecar gives up, so the sidecar
 * only has to go on long enough: with two retries more than the design has attempts.
 */
export function pumpRetry(retry: RetrySettings, judge: Judge): RetrySettings {
  return judge === 'sidecar' ? retry : { ...retry, attempts: retry.attempts + 3 };
}
