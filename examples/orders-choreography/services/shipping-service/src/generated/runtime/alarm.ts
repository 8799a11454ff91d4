/** Lets a loop sleep until something happens. */
export interface Alarm {
  ring(): void;
  /** Resolves after the time, or when it rang since the last wait. */
  wait(ms: number): Promise<void>;
}

/** An alarm for one sleeper; a second `wait` at the same time would never be woken. */
export function createAlarm(): Alarm {
  let rang = false;
  let wakeUp: (() => void) | undefined;
  return {
    ring() {
      rang = true;
      wakeUp?.();
    },
    async wait(ms) {
      if (!rang) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, ms);
          wakeUp = () => {
            clearTimeout(timer);
            resolve();
          };
        });
      }
      wakeUp = undefined;
      rang = false;
    },
  };
}
