/** Caps how much runs at once. */
export interface Semaphore {
  /** Takes a place that is free now. @returns false if there is none. */
  take(): boolean;
  /** Waits for a free place. @returns false if there is none in time. */
  acquire(timeoutMs: number): Promise<boolean>;
  release(): void;
}

/** A semaphore with `size` places, first come, first served. */
export function createSemaphore(size: number): Semaphore {
  let free = size;
  const waiting = new Set<() => void>();
  const take = () => {
    if (free === 0) return false;
    free -= 1;
    return true;
  };
  return {
    take,
    acquire(timeoutMs) {
      if (take()) return Promise.resolve(true);
      return new Promise((resolve) => {
        const admit = () => {
          clearTimeout(timer);
          resolve(true);
        };
        const timer = setTimeout(() => {
          waiting.delete(admit);
          resolve(false);
        }, timeoutMs);
        waiting.add(admit);
      });
    },
    release() {
      const [next] = waiting;
      if (!next) {
        free += 1;
        return;
      }
      waiting.delete(next);
      next();
    },
  };
}
