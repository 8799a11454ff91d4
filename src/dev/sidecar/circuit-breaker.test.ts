import { expect, it } from 'vitest';
import { createCircuitBreaker } from './circuit-breaker.ts';

function breaker(more: object = {}) {
  let now = 0;
  const circuit = createCircuitBreaker(
    { maxRequests: 1, intervalMs: 0, timeoutMs: 1000, trip: 'consecutiveFailures >= 2', ...more },
    () => now,
  );
  const run = (...results: boolean[]) => {
    for (const result of results) {
      const guard = circuit.enter();
      if ('leave' in guard) guard.leave(result);
    }
    return circuit.state();
  };
  const wait = (ms: number) => {
    now += ms;
  };
  return { circuit, run, wait };
}

it('opens on the condition, refuses, probes after its time, and closes on success', () => {
  const { circuit, run, wait } = breaker();
  expect(run(false, true, false)).toBe('closed');
  expect(run(false)).toBe('open');
  expect(circuit.enter()).toEqual({ refused: 'circuit breaker is open' });
  wait(1000);
  expect(circuit.state()).toBe('half-open');
  const probe = circuit.enter();
  expect(circuit.enter()).toEqual({ refused: 'too many requests' });
  if ('leave' in probe) probe.leave(true);
  expect(circuit.state()).toBe('closed');
});

it('opens again when the probe fails', () => {
  const { run, wait } = breaker();
  run(false, false);
  wait(1000);
  expect(run(false)).toBe('open');
});

it('forgets the counts of a closed circuit after its interval', () => {
  const { run, wait } = breaker({ intervalMs: 500 });
  run(false);
  wait(500);
  expect(run(false)).toBe('closed');
  expect(run(false)).toBe('open');
});

it('does not count what entered before the state changed', () => {
  const { circuit, run, wait } = breaker();
  const late = circuit.enter();
  run(false, false);
  wait(1000);
  expect(circuit.state()).toBe('half-open');
  if ('leave' in late) late.leave(false);
  expect(circuit.state()).toBe('half-open');
});
