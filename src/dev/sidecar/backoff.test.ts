import { expect, it } from 'vitest';
import { startBackoff } from './backoff.ts';
import type { RetryPolicy } from './dapr-resource.ts';

const base: RetryPolicy = { policy: 'exponential', durationMs: 5000, maxIntervalMs: 60_000, maxRetries: -1 };

it('grows from 500 ms by 1.5 up to the ceiling', () => {
  const next = startBackoff(
    { ...base, maxIntervalMs: 2000 },
    () => 0,
    () => 0.5,
  );
  expect([1, 2, 3, 4, 5, 6].map(next)).toEqual([500, 750, 1125, 1687.5, 2000, 2000]);
});

it('pauses 500 ms first, even above the ceiling', () => {
  const next = startBackoff(
    { ...base, maxIntervalMs: 100 },
    () => 0,
    () => 0.5,
  );
  expect([next(), next(), next()]).toEqual([500, 100, 100]);
});

it('jitters by one half to both sides', () => {
  expect(
    startBackoff(
      base,
      () => 0,
      () => 0,
    )(),
  ).toBe(250);
  expect(
    startBackoff(
      base,
      () => 0,
      () => 1,
    )(),
  ).toBe(750);
});

it('ends after maxRetries', () => {
  const next = startBackoff({ ...base, policy: 'constant', durationMs: 10, maxRetries: 2 });
  expect([next(), next(), next()]).toEqual([10, 10, undefined]);
});

it('ends 15 minutes after the start although retries are without end; a constant policy does not', () => {
  let now = 0;
  const exponential = startBackoff(
    base,
    () => now,
    () => 0.5,
  );
  const constant = startBackoff({ ...base, policy: 'constant' }, () => now);
  expect(exponential()).toBe(500);
  now = 15 * 60_000;
  expect(exponential()).toBeUndefined();
  expect(constant()).toBe(5000);
});
