/** Stops calling a service that fails, and tries again with one call after a while. */
export interface CircuitBreaker {
  /** @returns whether a call may go out now; every true is answered by one of the next three. */
  admit(): boolean;
  succeeded(): void;
  failed(): void;
  /** The call was given up by its caller, which says nothing about the service. */
  abandoned(): void;
  state(): 'closed' | 'open' | 'half-open';
}

/** Opens after `failures` in a row for `openMs`, then lets one probe through, whose result decides. */
export function createCircuitBreaker(
  options: { readonly failures: number; readonly openMs: number },
  now: () => number = Date.now,
): CircuitBreaker {
  let failures = 0;
  let openedAt: number | undefined;
  let probing = false;
  return {
    admit() {
      if (openedAt === undefined) return true;
      if (probing || now() - openedAt < options.openMs) return false;
      probing = true;
      return true;
    },
    succeeded() {
      failures = 0;
      openedAt = undefined;
      probing = false;
    },
    failed() {
      failures += 1;
      if (probing || failures >= options.failures) openedAt = now();
      probing = false;
    },
    abandoned() {
      probing = false;
    },
    state() {
      if (openedAt === undefined) return 'closed';
      return probing || now() - openedAt >= options.openMs ? 'half-open' : 'open';
    },
  };
}
