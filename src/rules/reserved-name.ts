import { onKey, type Place } from '../diagnostics/diagnostic.ts';
import type { BrokerType } from '../model/architecture.ts';
import { resolveTopic } from '../model/settings.ts';
import { defineRule } from './rule.ts';

export const reservedName = defineRule({
  id: 'reserved-name',
  title: 'Names leave alone what brokers and Dapr keep for themselves',
  topic: 'naming',
  severity: { minimal: 'error', recommended: 'error', strict: 'error', imported: 'warning' },
  visit: {
    service(service, { report }) {
      if (service.external || !/^dapr(-|$)/.test(service.name)) return;
      report({
        message: `${service.name} is named like a part of Dapr`,
        help: "services of Dapr's control plane begin with dapr-; name it after what it does",
        at: onKey(service.at),
      });
    },
    topic(topic, { architecture, report }) {
      const told = new Set<string>();
      for (const environment of Object.values(architecture.environments)) {
        const { values, decidedBy } = resolveTopic(architecture, topic, environment.name);
        const type = environment.brokers[values.broker]?.type;
        const owner = type === undefined ? undefined : keeperOf(values.address, type);
        if (owner === undefined || told.has(values.address)) continue;
        told.add(values.address);
        const decided = decidedBy.address;
        const at: Place = decided === undefined || decided === 'built-in' ? onKey(topic.at) : decided;
        report({
          message: `${owner} for itself, and topic ${topic.name} is ${values.address} in ${environment.name}`,
          help: 'give it another `address`',
          at,
        });
      }
    },
  },
});

/** Who keeps such a name, as the begin of a sentence; undefined: nobody. */
function keeperOf(address: string, type: BrokerType): string | undefined {
  const [first] = kept.filter(({ on, name }) => on.includes(type) && name.test(address));
  return first?.says;
}

const kept: readonly { readonly on: readonly BrokerType[]; readonly name: RegExp; readonly says: string }[] =
  [
    { on: ['kafka'], name: /^__/, says: 'Kafka keeps names that begin with __' },
    { on: ['kafka'], name: /^\.{1,2}$/, says: 'Kafka keeps . and ..' },
    { on: ['rabbitmq'], name: /^amq\./, says: 'RabbitMQ keeps names that begin with amq.' },
    { on: ['gcp-pubsub'], name: /^goog/i, says: 'Pub/Sub keeps names that begin with goog' },
    { on: ['mqtt', 'nats'], name: /^\$/, says: 'the broker keeps names that begin with $' },
    { on: ['pulsar'], name: /-partition-\d+$/, says: 'Pulsar keeps names that end in -partition-<number>' },
  ];
