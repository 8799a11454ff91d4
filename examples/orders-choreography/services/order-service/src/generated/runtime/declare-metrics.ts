import type { ServiceDefinition } from './contract.ts';
import type { Metrics } from './metrics.ts';

/** Outcomes that alarms wait for. */
const OUTCOMES = ['handled', 'duplicate', 'retried', 'dead-lettered', 'lost'] as const;

/**
 * Counters start at 0 with the service: one that appears with its first event looks to Prometheus as if nothing had
 * happened, and the first is the one that matters.
 */
export function declareMetrics(definition: ServiceDefinition, metrics: Metrics): void {
  const consumers = definition.subscriptions.flatMap(({ events }) =>
    events.flatMap((event) => event.consumers.map(({ consumer }) => consumer)),
  );
  // What no consumer can be found for counts for the service itself.
  const none = definition.subscriptions.length > 0 ? [definition.name] : [];
  for (const consumer of new Set(consumers)) {
    for (const outcome of OUTCOMES) metrics.count('eda_events_total', { consumer, outcome }, 0);
    metrics.count('eda_retries_total', { consumer }, 0);
  }
  for (const consumer of none) metrics.count('eda_events_total', { consumer, outcome: 'dead-lettered' }, 0);
  for (const { address } of Object.values(definition.publishes)) {
    if (typeof address !== 'string') continue;
    metrics.count('eda_published_total', { topic: address }, 0);
    metrics.count('eda_parked_total', { topic: address }, 0);
  }
}
