import { placementsOf } from '../delivery/placements.ts';
import { onKey, placeAt } from '../diagnostics/diagnostic.ts';
import { didYouMean } from '../diagnostics/suggest.ts';
import { resolveTopic } from '../model/settings.ts';
import { defineRule } from './rule.ts';
import { listNames } from './wording.ts';

export const brokerMissing = defineRule({
  id: 'broker-missing',
  title: 'Every environment has the broker of every topic',
  topic: 'delivery',
  severity: { minimal: 'error', recommended: 'error', strict: 'error' },
  visit: {
    environment(environment, { architecture, report }) {
      const declared = Object.keys(environment.brokers);
      const missing = new Map<string, string[]>();
      const placed = placementsOf(architecture).get(environment.name);
      for (const topic of Object.values(architecture.topics)) {
        if (topic.events.length === 0 || placed?.has(topic.name) === true) continue;
        const { values, decidedBy } = resolveTopic(architecture, topic, environment.name);
        // With several brokers nobody is the default: the topic has to choose.
        const wanted = decidedBy.broker === 'built-in' && declared.length > 1 ? '' : values.broker;
        missing.set(wanted, [...(missing.get(wanted) ?? []), topic.name]);
      }
      for (const [broker, topics] of missing) {
        const others = Object.values(architecture.environments).filter(({ brokers }) => broker in brokers);
        const carrying = `${topics.slice(0, 2).join(', ')}${topics.length > 2 ? ` and ${topics.length - 2} more topics` : ''}`;
        report({
          message:
            broker === ''
              ? `${environment.name} has the brokers ${listNames(declared)}, and nothing says which carries ${carrying}`
              : `${environment.name} has no broker ${broker}, which carries ${carrying}${didYouMean(broker, declared)}`,
          help:
            broker === ''
              ? 'say it once: `defaults: { broker: … }`, or at the topic'
              : 'all environments have the same broker names; only type and servers differ',
          at: environment.at.path.length === 1 ? environment.at : placeAt(environment.at, 'brokers'),
          related: others.slice(0, 1).map((other) => ({
            message: `${other.name} has it`,
            at: onKey(placeAt(other.at, 'brokers', broker)),
          })),
        });
      }
    },
  },
});
