/** The signal of work under a deadline. It is made when it is first asked for: making one costs more than the rest of a delivery. */
export type CutSignal = () => AbortSignal;

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
      aborted.removeEventListener('abort', stop);
    };
    const timer = setTimeout(
      () => end(`The handler took longer than ${Math.round(timeoutMs)} ms`),
      timeoutMs,
    );
    aborted.addEventListener('abort', stop, { once: true });
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
