/** Caps how much runs at once. */
export interface Semaphore {
  /** Waits for a free place. @returns false if there is none in time. */
  acquire(timeoutMs: number): Promise<boolean>;
  release(): void;
}

/** A semaphore with `size` places, first come, first served. */
export function createSemaphore(size: number): Semaphore {
  let free = size;
  const waiting = new Set<() => void>();
  return {
    acquire(timeoutMs) {
      if (free > 0) {
        free -= 1;
        return Promise.resolve(true);
      }
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
