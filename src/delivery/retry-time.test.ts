import { expect, test } from 'vitest';
import { longestDelivery } from './retry-time.ts';

test('exponential pauses start at half a second, grow by half, and jitter by half', () => {
  const retry = { attempts: 4, backoff: 'exponential', wait: 30_000 } as const;
  expect(longestDelivery(retry, 1000)).toBe(4 * 1000 + Math.ceil(1.5 * (500 + 750 + 1125)));
});

test('an exponential pause is at most its maximum', () => {
  expect(longestDelivery({ attempts: 3, backoff: 'exponential', wait: 600 }, 0)).toBe(1.5 * (500 + 600));
});

test('constant pauses have no jitter', () => {
  expect(longestDelivery({ attempts: 3, backoff: 'constant', wait: 2000 }, 1000)).toBe(7000);
});

test('one attempt has no pause', () => {
  expect(longestDelivery({ attempts: 1, backoff: 'constant', wait: 2000 }, 1000)).toBe(1000);
});

test('has no end where attempts have none', () => {
  const retry = { attempts: Number.POSITIVE_INFINITY, backoff: 'constant', wait: 2000 } as const;
  expect(longestDelivery(retry, 1000)).toBe(Number.POSITIVE_INFINITY);
});
