import type { RetryPolicy } from './dapr-resource.ts';

const initialMs = 500;
const multiplier = 1.5;
const jitter = 0.5;
const maxElapsedMs = 15 * 60_000;

/** Gives the pause before the next retry in milliseconds, or undefined where the policy is spent. */
export type NextPause = () => number | undefined;

/**
 * The pauses of a retry policy with daprd's arithmetic: constant, or exponential from 500 ms by 1.5 with a jitter
 * of one half, never later than 15 minutes after the start, whatever `maxRetries` says.
 */
export function startBackoff(
  policy: RetryPolicy,
  now: () => number = Date.now,
  random: () => number = Math.random,
): NextPause {
  const startedAt = now();
  let retries = 0;
  let interval = initialMs;
  return () => {
    if (policy.maxRetries >= 0 && retries >= policy.maxRetries) return undefined;
    retries++;
    if (policy.policy === 'constant') return policy.durationMs;
    const pause = interval * (1 - jitter + random() * 2 * jitter);
    interval = Math.min(interval * multiplier, policy.maxIntervalMs);
    return now() - startedAt + pause > maxElapsedMs ? undefined : pause;
  };
}
