import { setTimeout as sleep } from 'node:timers/promises';
import type { BulkEntry, FakeSidecar } from './fake-sidecar.ts';

/** RabbitMQ behind Dapr's component: an event on its way while the channel breaks is told as accepted, and gone. */
export interface ForgetfulBroker {
  readonly onPublish: FakeSidecar['onPublish'];
  /** CloudEvents ids of what was told as accepted, and is gone. */
  readonly forgotten: string[];
  /** The channel breaks while the next event is on its way. */
  breakNext(): void;
}

/**
 * One message at a time over one channel. Whoever finds it closed waits for `reconnectMs`, opens it, unless somebody else
 * did, and goes on: `publishSync` and `reconnect` of pubsub/rabbitmq.
 * @param breaks whether the channel breaks while a message is on its way
 */
export function forgetfulBroker(reconnectMs: number, breaks: () => boolean = () => false): ForgetfulBroker {
  const forgotten: string[] = [];
  let connections = 1;
  let isOpen = true;
  let breaksNext = false;

  async function publish(entry: BulkEntry, isProbe: boolean): Promise<'kept' | 'forgotten'> {
    for (;;) {
      if (isOpen) {
        if (!isProbe && (breaksNext || breaks())) {
          breaksNext = false;
          isOpen = false;
          forgotten.push(entry.event.id);
          return 'forgotten';
        }
        return 'kept';
      }
      const found = connections;
      const until = performance.now() + reconnectMs;
      // Timers of Node may be early.
      while (performance.now() < until) await sleep(until - performance.now());
      if (found !== connections) continue;
      connections += 1;
      isOpen = true;
    }
  }

  return {
    forgotten,
    breakNext() {
      breaksNext = true;
    },
    async onPublish({ topic, entries }, accept) {
      const isProbe = topic === 'probe';
      const fates = await Promise.all(entries.map((entry) => publish(entry, isProbe)));
      if (!isProbe) accept(entries.filter((_, index) => fates[index] === 'kept'));
      return { status: 204 };
    },
  };
}
