import { longestDelivery, pumpRetry } from '../../delivery/retry-time.ts';
import type { PubSubComponent } from './planned-component.ts';

/** What brokers wait where nobody says otherwise, in ms. */
const usual = 30_000;

/**
 * How long one message may be in work, in ms and full seconds: all attempts of the most patient policy with their
 * pauses. The sidecar goes on longer than the service counts, and it is the sidecar that holds the message.
 */
export function longestWork(policies: PubSubComponent['policies']): number {
  const times = [...policies.values()].map(({ retry, timeout }) =>
    longestDelivery(pumpRetry(retry, 'service'), timeout),
  );
  return Math.ceil(Math.max(usual, ...times) / 1000) * 1000;
}
