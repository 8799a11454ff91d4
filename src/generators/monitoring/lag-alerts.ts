import type { ConsumedTopic } from '../dapr/consumed-topics.ts';
import { streamName } from '../dapr/jetstream-names.ts';
import type { Alert } from './alert.ts';
import { promText } from './prom-text.ts';

/** A series that tells what waits, and who exports it. */
export interface LagSeries {
  readonly exporter: string;
  readonly selector: string;
}

/** An alert for each topic that a service takes, where an exporter of its broker counts what waits. */
export function lagAlerts(taken: readonly ConsumedTopic[], system: string): Alert[] {
  return taken.flatMap((one): Alert[] => {
    const lag = lagSeries(one, system);
    if (lag === undefined) return [];
    const { service, topic, maxLag } = one;
    const labels = { service: service.name, topic };
    const says = (lag: string) =>
      `${service.name} is ${lag} messages behind on ${plainText(topic)}; ${maxLag} is the limit`;
    return [
      {
        kind: 'consumer-lag',
        name: 'ConsumerLag',
        expr: `sum(${lag.selector}) > ${maxLag}`,
        minutes: 5,
        severity: 'warning',
        labels,
        summary: says('{{ $value }}'),
        rings: { series: { [lag.selector]: `${maxLag + 1}x20` }, says: says(String(maxLag + 1)) },
        silent: { series: { [lag.selector]: `${maxLag}x20` } },
      },
    ];
  });
}

/** Text in which no template begins. */
function plainText(text: string): string {
  return text.replaceAll('{{', '{ {');
}

/**
 * What counts the messages that wait for a service on a topic. Names of metrics are those of kafka_exporter (also in
 * Strimzi), redis_exporter, RabbitMQ's own plugin (per object), prometheus-nats-exporter and Pulsar itself.
 */
export function lagSeries(
  { component, group, address }: ConsumedTopic,
  system: string,
): LagSeries | undefined {
  const { broker } = component;
  if (group === undefined) return undefined;
  const of = (exporter: string, metric: string, labels: { readonly [name: string]: string }): LagSeries => ({
    exporter,
    selector: `${metric}{${Object.entries(labels)
      .map(([name, value]) => `${name}=${promText(value)}`)
      .join(',')}}`,
  });
  switch (broker.type) {
    case 'kafka':
      return of('kafka_exporter', 'kafka_consumergroup_lag', { consumergroup: group, topic: address });
    case 'redis':
      return of('redis_exporter', 'redis_stream_group_lag', { stream: address, group });
    case 'rabbitmq':
      return of('rabbitmq_prometheus', 'rabbitmq_queue_messages_ready', { queue: `${group}-${address}` });
    case 'nats':
      return of('prometheus-nats-exporter', 'jetstream_consumer_num_pending', {
        stream_name: streamName(broker, system),
        consumer_name: group,
      });
    case 'pulsar': {
      const { tenant = 'public', namespace = 'default' } = broker.own;
      const topic = `persistent://${tenant}/${namespace}/${address}`;
      return of('Pulsar', 'pulsar_subscription_back_log', { topic, subscription: group });
    }
    default:
      return undefined;
  }
}
