import { setTimeout as pause } from 'node:timers/promises';
import { type NextPause, startBackoff } from './backoff.ts';
import type { CircuitBreaker } from './circuit-breaker.ts';
import type { CodeRange, RetryPolicy } from './dapr-resource.ts';

/** What applies to one operation. Nothing set means one attempt without a time limit. */
export interface Policy {
  readonly timeoutMs?: number;
  readonly retry?: RetryPolicy;
  readonly breaker?: CircuitBreaker;
}

/** How one attempt ended. `status` is the HTTP code, for the codes that a retry policy matches. */
export type Attempt<T> =
  | { readonly done: true; readonly value: T }
  | {
      readonly done: false;
      readonly error: string;
      readonly status?: number;
      /** Nothing was tried: the circuit breaker let nobody through. */
      readonly refused?: true;
    };

export interface PolicyResult<T> {
  readonly outcome: Attempt<T>;
  readonly attempts: number;
  /** Given up because of `stop`, so nothing may be concluded from the failure. */
  readonly stopped: boolean;
}

export interface PolicyRun<T> {
  /** One attempt. The signal fires when its time is up or the run is stopped. */
  readonly attempt: (signal: AbortSignal, number: number) => Promise<Attempt<T>>;
  /** Ends the pauses between attempts; an attempt that runs is let finish. */
  readonly stop?: AbortSignal;
  /** Told before each pause. */
  readonly onRetry?: (failure: string, number: number, pauseMs: number) => void;
}

/**
 * Runs an operation under a policy in daprd's order: the time limit holds for each attempt, the circuit breaker
 * stands around it, and a refusal by the breaker ends the retries. Whatever `attempt` throws is a bug and escapes.
 */
export async function runPolicy<T>(policy: Policy, run: PolicyRun<T>): Promise<PolicyResult<T>> {
  let next: NextPause | undefined;
  for (let number = 1; ; number++) {
    const guard = policy.breaker?.enter();
    if (guard !== undefined && 'refused' in guard) {
      const outcome = { done: false, error: guard.refused, refused: true } as const;
      return { outcome, attempts: number - 1, stopped: false };
    }
    const outcome = await attemptInTime(policy.timeoutMs, run, number);
    guard?.leave(outcome.done);
    if (outcome.done || policy.retry === undefined) return { outcome, attempts: number, stopped: false };
    if (outcome.status !== undefined && !matches(policy.retry.httpStatusCodes, outcome.status)) {
      return { outcome, attempts: number, stopped: false };
    }
    next ??= startBackoff(policy.retry);
    const pauseMs = next();
    if (pauseMs === undefined) return { outcome, attempts: number, stopped: false };
    run.onRetry?.(outcome.error, number, pauseMs);
    if (!(await sleep(pauseMs, run.stop))) return { outcome, attempts: number, stopped: true };
  }
}

async function attemptInTime<T>(
  timeoutMs: number | undefined,
  run: PolicyRun<T>,
  number: number,
): Promise<Attempt<T>> {
  const limit = new AbortController();
  if (timeoutMs === undefined || timeoutMs <= 0) return run.attempt(limit.signal, number);
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Attempt<T>>((resolve) => {
    timer = setTimeout(() => {
      resolve({ done: false, error: 'context deadline exceeded' });
      limit.abort();
    }, timeoutMs);
  });
  try {
    return await Promise.race([run.attempt(limit.signal, number), late]);
  } finally {
    clearTimeout(timer);
  }
}

function matches(ranges: readonly CodeRange[] | undefined, status: number): boolean {
  return ranges === undefined || ranges.some(({ from, to }) => from <= status && status <= to);
}

async function sleep(ms: number, stop: AbortSignal | undefined): Promise<boolean> {
  if (stop?.aborted) return false;
  try {
    await pause(ms, undefined, stop === undefined ? {} : { signal: stop });
    return true;
  } catch {
    return false;
  }
}
