import { currentFlow, runInFlow } from './flow-context.ts';

/** The signal of work under a deadline. It is made when it is first asked for: making one costs more than the rest of a delivery. */
export type CutSignal = () => AbortSignal;

/**
 * Runs `work` until it ends, its time is up, or the service aborts what is in work; in the last two cases the signal
 * is aborted, `onCut` is called, and the promise rejects with a TimeoutError although `work` may go on.
 * @param timeoutMs looked at every 20 ms
 * @param work throws nothing before its promise is there
 */
export function runWithDeadline(
  timeoutMs: number,
  aborted: AbortSignal,
  work: (signal: CutSignal) => Promise<void>,
  onCut: () => void = () => {},
): Promise<void> {
  const watch = watchOf(aborted);
  const flow = currentFlow();
  // By hand: `AbortSignal.any` and `timeout`, and a race of promises, cost more.
  return new Promise((resolve, reject) => {
    let controller: AbortController | undefined;
    let reason: Error | undefined;
    const running: Running = {
      timeoutMs,
      endsAt: performance.now() + timeoutMs,
      cut: (message) => {
        reason = new Error(message);
        reason.name = 'TimeoutError';
        watch.delete(running);
        onCut();
        // The timer is of no flow; what listens may log, or call.
        if (controller !== undefined) runInFlow(flow, () => controller?.abort(reason));
        reject(reason);
      },
    };
    watch.add(running);
    const signal: CutSignal = () => {
      controller ??= new AbortController();
      if (reason !== undefined) controller.abort(reason);
      return controller.signal;
    };
    work(signal).then(
      () => {
        watch.delete(running);
        resolve();
      },
      (error: unknown) => {
        watch.delete(running);
        reject(error);
      },
    );
  });
}

interface Running {
  readonly timeoutMs: number;
  /** By `performance.now()`. */
  readonly endsAt: number;
  readonly cut: (message: string) => void;
}

const LOOK_MS = 20;

/** All work that a signal stops. One timer looks after it, and one listener: one of its own for each costs a fifth of a delivery. */
class Watch {
  readonly #running = new Set<Running>();
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(aborted: AbortSignal) {
    const stopAll = () => {
      for (const running of this.#running) running.cut('The service stops');
    };
    aborted.addEventListener('abort', stopAll, { once: true });
  }

  add(running: Running): void {
    this.#running.add(running);
    this.#timer ??= setInterval(() => this.#look(), LOOK_MS);
  }

  delete(running: Running): void {
    this.#running.delete(running);
  }

  #look(): void {
    if (this.#running.size === 0) {
      clearInterval(this.#timer);
      this.#timer = undefined;
    }
    const now = performance.now();
    for (const { endsAt, timeoutMs, cut } of this.#running) {
      if (endsAt <= now) cut(`The handler took longer than ${Math.round(timeoutMs)} ms`);
    }
  }
}

const watches = new WeakMap<AbortSignal, Watch>();

function watchOf(aborted: AbortSignal): Watch {
  let watch = watches.get(aborted);
  if (watch === undefined) {
    watch = new Watch(aborted);
    watches.set(aborted, watch);
  }
  return watch;
}
