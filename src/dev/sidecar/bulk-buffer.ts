import type { Verdict } from './consumer-group.ts';
import type { Delivery } from './delivery.ts';

export interface BulkBufferOptions {
  readonly maxMessages: number;
  readonly maxAwaitMs: number;
  /** One batch at a time, so that the order holds. */
  readonly serial: boolean;
  /** Fires when the sidecar stops: what still gathers is given back. */
  readonly stop: AbortSignal;
  readonly deliver: (deliveries: readonly Delivery[]) => Promise<readonly Verdict[]>;
}

interface Waiting {
  readonly delivery: Delivery;
  readonly resolve: (verdict: Verdict) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Gathers single deliveries into bulk ones: a batch goes when it is full, or when its first message has waited long
 * enough. Each caller gets the verdict on its own message.
 */
export function createBulkBuffer(options: BulkBufferOptions): (delivery: Delivery) => Promise<Verdict> {
  const batch: Waiting[] = [];
  let busy = false;
  let timer: NodeJS.Timeout | undefined;

  const flush = async () => {
    clearTimeout(timer);
    timer = undefined;
    if (busy || batch.length === 0) return;
    const taken = batch.splice(0, options.maxMessages);
    if (options.stop.aborted) {
      for (const { resolve } of [...taken, ...batch.splice(0)]) resolve({ kind: 'left' });
      return;
    }
    busy = options.serial;
    try {
      const verdicts = await options.deliver(taken.map(({ delivery }) => delivery));
      taken.forEach(({ resolve }, index) => {
        resolve(verdicts[index] ?? { kind: 'left' });
      });
    } catch (error) {
      for (const { reject } of taken) reject(error);
    }
    busy = false;
    gather();
  };
  const gather = () => {
    if (batch.length >= options.maxMessages || options.stop.aborted) void flush();
    else if (batch.length > 0) timer ??= setTimeout(flush, options.maxAwaitMs);
  };

  options.stop.addEventListener('abort', () => void flush(), { once: true });
  return (delivery) =>
    new Promise((resolve, reject) => {
      batch.push({ delivery, resolve, reject });
      gather();
    });
}
