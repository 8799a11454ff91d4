import { reservedNameOf } from '../delivery/broker-names.ts';
import { onKey, type Place } from '../diagnostics/diagnostic.ts';
import type { Architecture, Topic } from '../model/architecture.ts';
import { resolveTopic } from '../model/settings.ts';
import { defineRule } from './rule.ts';
import { hasWrittenAddress } from './written-addresses.ts';

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
      if (!hasWrittenAddress(topic, architecture) && !mayBeReserved(topic, architecture)) return;
      for (const environment of Object.values(architecture.environments)) {
        const resolved = resolveTopic(architecture, topic, environment.name);
        const { values } = resolved;
        const broker = environment.brokers[values.broker];
        const reserved =
          broker === undefined ? undefined : reservedNameOf(broker.type, values.address, broker);
        if (reserved === undefined || told.has(values.address)) continue;
        told.add(values.address);
        const decided = resolved.decidedBy.address;
        const at: Place = decided === undefined || decided === 'built-in' ? onKey(topic.at) : decided;
        report({
          message: `topic ${topic.name} is ${values.address} in ${environment.name}, and ${reserved}`,
          help: 'give it another `address`',
          at,
        });
      }
    },
  },
});

/** Whether some broker keeps the name of a topic that nobody gave another address. */
function mayBeReserved({ name }: Topic, { environments }: Architecture): boolean {
  return Object.values(environments).some(({ brokers }) =>
    Object.values(brokers).some((broker) => reservedNameOf(broker.type, name, broker) !== undefined),
  );
}
