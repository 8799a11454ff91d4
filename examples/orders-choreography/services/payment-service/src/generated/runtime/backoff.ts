export interface Backoff {
  readonly initialMs: number;
  readonly maxMs: number;
}

/**
 * The pause after the `failures`-th failure (1 for the first): doubles up to the maximum, then scattered over its
 * upper half, so that those who failed together don't come back together.
 */
export function backoffMs(backoff: Backoff, failures: number, random: () => number = Math.random): number {
  const full = Math.min(backoff.maxMs, backoff.initialMs * 2 ** Math.min(30, Math.max(0, failures - 1)));
  return Math.round(full * (0.5 + random() / 2));
}
