/**
 * Runs `work` until it ends, its time is up, or the service aborts what is in work; in the last two cases the signal
 * is aborted, `onCut` is called, and the promise rejects with a TimeoutError although `work` may go on.
 */
export async function runWithDeadline(
  timeoutMs: number,
  aborted: AbortSignal,
  work: (signal: AbortSignal) => Promise<void>,
  onCut: () => void = () => {},
): Promise<void> {
  // By hand: `AbortSignal.any` and `timeout` cost more than the rest of a delivery.
  const controller = new AbortController();
  let stop = () => {};
  let timer: NodeJS.Timeout | undefined;
  const cut = new Promise<never>((_resolve, reject) => {
    const end = (message: string) => {
      const error = new Error(message);
      error.name = 'TimeoutError';
      onCut();
      controller.abort(error);
      reject(error);
    };
    stop = () => end('The service stops');
    timer = setTimeout(() => end(`The handler took longer than ${Math.round(timeoutMs)} ms`), timeoutMs);
  });
  aborted.addEventListener('abort', stop, { once: true });
  try {
    await Promise.race([work(controller.signal), cut]);
  } finally {
    clearTimeout(timer);
    aborted.removeEventListener('abort', stop);
  }
}
