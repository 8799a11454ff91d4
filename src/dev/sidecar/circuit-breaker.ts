import { type CircuitBreakerCounts, compileTrip } from './compile-cel.ts';
import type { CircuitBreakerPolicy } from './dapr-resource.ts';

export interface CircuitBreaker {
  /** Asks to pass. A reason comes back instead of leave while the breaker is open or probing. */
  enter(): { readonly leave: (succeeded: boolean) => void } | { readonly refused: string };
  state(): 'closed' | 'half-open' | 'open';
}

/**
 * A circuit breaker as daprd has it: counts while closed, refuses for `timeout` once tripped, then lets
 * `maxRequests` through; as many successes close it, one failure opens it again.
 */
export function createCircuitBreaker(
  policy: CircuitBreakerPolicy,
  now: () => number = Date.now,
): CircuitBreaker {
  const compiled = compileTrip(policy.trip);
  const trips = 'trip' in compiled ? compiled.trip : () => false;
  let state: 'closed' | 'half-open' | 'open' = 'closed';
  let counts = noCounts();
  let expiresAt = policy.intervalMs > 0 ? now() + policy.intervalMs : Number.POSITIVE_INFINITY;
  let generation = 0;

  const become = (next: typeof state) => {
    state = next;
    counts = noCounts();
    generation++;
    const life = next === 'open' ? policy.timeoutMs : next === 'closed' ? policy.intervalMs : 0;
    expiresAt = life > 0 ? now() + life : Number.POSITIVE_INFINITY;
  };
  const refresh = () => {
    if (now() < expiresAt) return;
    become(state === 'open' ? 'half-open' : 'closed');
  };
  const leave = (entered: number, succeeded: boolean) => {
    refresh();
    if (entered !== generation) return;
    counts = succeeded
      ? {
          ...counts,
          totalSuccesses: counts.totalSuccesses + 1,
          consecutiveSuccesses: counts.consecutiveSuccesses + 1,
          consecutiveFailures: 0,
        }
      : {
          ...counts,
          totalFailures: counts.totalFailures + 1,
          consecutiveFailures: counts.consecutiveFailures + 1,
          consecutiveSuccesses: 0,
        };
    if (succeeded && state === 'half-open' && counts.consecutiveSuccesses >= policy.maxRequests)
      become('closed');
    else if (!succeeded && (state === 'half-open' || (state === 'closed' && trips(counts)))) become('open');
  };

  return {
    enter() {
      refresh();
      if (state === 'open') return { refused: 'circuit breaker is open' };
      if (state === 'half-open' && counts.requests >= policy.maxRequests)
        return { refused: 'too many requests' };
      counts = { ...counts, requests: counts.requests + 1 };
      const entered = generation;
      return { leave: (succeeded) => leave(entered, succeeded) };
    },
    state() {
      refresh();
      return state;
    },
  };
}

function noCounts(): CircuitBreakerCounts {
  return {
    requests: 0,
    totalSuccesses: 0,
    totalFailures: 0,
    consecutiveSuccesses: 0,
    consecutiveFailures: 0,
  };
}
