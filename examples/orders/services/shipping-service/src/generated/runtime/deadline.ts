/** The signal of work under a deadline. It is made when it is first asked for: making one costs more than the rest of a delivery. */
export type CutSignal = () => AbortSignal;

/**
 * What is to be stopped when a signal aborts. A listener of its own for each piece of work costs more, and one that is
 * gone keeps those that came after it until the old generation is collected.
 */
const stopsOf = new WeakMap<AbortSignal, Set<() => void>>();

function stopsAt(aborted: AbortSignal): Set<() => void> {
  let stops = stopsOf.get(aborted);
  if (stops === undefined) {
    const made = new Set<() => void>();
    const stopAll = () => {
      for (const stop of made) stop();
    };
    aborted.addEventListener('abort', stopAll, { once: true });
    stopsOf.set(aborted, made);
    stops = made;
  }
  return stops;
}

/**
 * Runs `work` until it ends, its time is up, or the service aborts what is in work; in the last two cases the signal
 * is aborted, `onCut` is called, and the promise rejects with a TimeoutError although `work` may go on.
 * @param work throws nothing before its promise is there
 */
export function runWithDeadline(
  timeoutMs: number,
  aborted: AbortSignal,
  work: (signal: CutSignal) => Promise<void>,
  onCut: () => void = () => {},
): Promise<void> {
  // By hand: `AbortSignal.any` and `timeout`, and a race of promises, cost more.
  return new Promise((resolve, reject) => {
    const stops = stopsAt(aborted);
    let controller: AbortController | undefined;
    let reason: Error | undefined;
    const signal: CutSignal = () => {
      controller ??= new AbortController();
      if (reason !== undefined) controller.abort(reason);
      return controller.signal;
    };
    const end = (message: string) => {
      reason = new Error(message);
      reason.name = 'TimeoutError';
      onCut();
      controller?.abort(reason);
      settle();
      reject(reason);
    };
    const stop = () => end('The service stops');
    const settle = () => {
      clearTimeout(timer);
      stops.delete(stop);
    };
    const timer = setTimeout(
      () => end(`The handler took longer than ${Math.round(timeoutMs)} ms`),
      timeoutMs,
    );
    stops.add(stop);
    work(signal).then(
      () => {
        settle();
        resolve();
      },
      (error: unknown) => {
        settle();
        reject(error);
      },
    );
  });
}
