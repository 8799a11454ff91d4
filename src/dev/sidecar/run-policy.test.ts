import { describe, expect, it } from 'vitest';
import { createCircuitBreaker } from './circuit-breaker.ts';
import type { RetryPolicy } from './dapr-resource.ts';
import { type Attempt, runPolicy } from './run-policy.ts';

const retry: RetryPolicy = { policy: 'constant', durationMs: 5, maxIntervalMs: 0, maxRetries: 2 };
const failing = (status?: number) => {
  const calls: number[] = [];
  const attempt = (_: AbortSignal, number: number): Promise<Attempt<string>> => {
    calls.push(number);
    return Promise.resolve({ done: false, error: 'no', ...(status === undefined ? {} : { status }) });
  };
  return { calls, attempt };
};

describe('runPolicy', () => {
  it('tries once without a retry policy', async () => {
    const { calls, attempt } = failing();
    expect(await runPolicy({}, { attempt })).toEqual({
      outcome: { done: false, error: 'no' },
      attempts: 1,
      stopped: false,
    });
    expect(calls).toEqual([1]);
  });

  it('tries maxRetries times more, and tells of each', async () => {
    const { calls, attempt } = failing();
    const told: number[] = [];
    const result = await runPolicy({ retry }, { attempt, onRetry: (_, number) => told.push(number) });
    expect([result.attempts, calls, told]).toEqual([3, [1, 2, 3], [1, 2]]);
  });

  it('retries only the codes that match, and failures without a code', async () => {
    const matching = { ...retry, httpStatusCodes: [{ from: 500, to: 599 }] };
    const attempts = async (status?: number) =>
      (await runPolicy({ retry: matching }, failing(status))).attempts;
    expect([await attempts(400), await attempts(503), await attempts()]).toEqual([1, 3, 3]);
  });

  it('cuts each attempt at the time limit and goes on', async () => {
    let aborted = 0;
    const result = await runPolicy<string>(
      { timeoutMs: 20, retry },
      {
        attempt: (signal, number) =>
          number === 3
            ? Promise.resolve({ done: true, value: 'ok' })
            : new Promise(() => {
                signal.addEventListener('abort', () => aborted++);
              }),
      },
    );
    expect([result.outcome, result.attempts, aborted]).toEqual([{ done: true, value: 'ok' }, 3, 2]);
  });

  it('ends at once while the circuit breaker is open', async () => {
    const breaker = createCircuitBreaker({
      maxRequests: 1,
      intervalMs: 0,
      timeoutMs: 9999,
      trip: 'totalFailures >= 2',
    });
    const { calls, attempt } = failing();
    const result = await runPolicy({ retry: { ...retry, maxRetries: -1 }, breaker }, { attempt });
    expect([result.outcome, calls.length]).toEqual([
      { done: false, error: 'circuit breaker is open', refused: true },
      2,
    ]);
  });

  it('ends its pause when it is stopped', async () => {
    const stop = new AbortController();
    const running = runPolicy(
      { retry: { ...retry, durationMs: 60_000 } },
      { ...failing(), stop: stop.signal },
    );
    setTimeout(() => stop.abort(), 10);
    expect((await running).stopped).toBe(true);
  });
});
