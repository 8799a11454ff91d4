import type { Delivery, Verdict } from './consumer-group.ts';

export interface BulkBufferOptions {
  readonly maxMessages: number;
  readonly maxAwaitMs: number;
  /** Fires when the sidecar stops: what still gathers is given back. */
  readonly stop: AbortSignal;
  readonly deliver: (deliveries: readonly Delivery[]) => Promise<readonly Verdict[]>;
}

/**
 * Gathers single deliveries into bulk ones: a batch goes when it is full, or when its first message has waited long
 * enough. Each caller gets the verdict on its own message.
 */
export function createBulkBuffer(options: BulkBufferOptions): (delivery: Delivery) => Promise<Verdict> {
  let batch: { readonly delivery: Delivery; readonly resolve: (verdict: Verdict) => void }[] = [];
  let timer: NodeJS.Timeout | undefined;

  const flush = async () => {
    clearTimeout(timer);
    timer = undefined;
    const taken = batch;
    batch = [];
    if (options.stop.aborted) {
      for (const { resolve } of taken) resolve({ kind: 'left' });
      return;
    }
    const verdicts = await options.deliver(taken.map(({ delivery }) => delivery));
    taken.forEach(({ resolve }, index) => {
      resolve(verdicts[index] ?? { kind: 'left' });
    });
  };

  options.stop.addEventListener('abort', () => void flush(), { once: true });
  return (delivery) =>
    new Promise((resolve) => {
      batch.push({ delivery, resolve });
      if (batch.length >= options.maxMessages || options.stop.aborted) void flush();
      else timer ??= setTimeout(flush, options.maxAwaitMs);
    });
}
