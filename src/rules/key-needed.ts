import { onKey } from '../diagnostics/diagnostic.ts';
import { resolveTopic } from '../model/settings.ts';
import { defineRule } from './rule.ts';
import { listNames } from './wording.ts';

export const keyNeeded = defineRule({
  id: 'key-needed',
  title: 'What is ordered, compacted or stored has a key',
  topic: 'delivery',
  severity: { minimal: 'error', recommended: 'error', strict: 'error', imported: 'off' },
  visit: {
    topic(topic, { architecture, index, report }) {
      const reasons = new Set<string>();
      const keyless = topic.events.filter((name) => architecture.events[name]?.key.length === 0);
      if (keyless.length === 0) return;
      for (const environment of Object.keys(architecture.environments)) {
        const { ordered, compact } = resolveTopic(architecture, topic, environment).values;
        if (ordered) reasons.add('ordered');
        if (compact) reasons.add('compacted');
      }
      for (const name of keyless) {
        const event = architecture.events[name];
        const stored = index.storedIn(name);
        if (event === undefined || (reasons.size === 0 && stored.length === 0)) continue;
        report({
          message:
            reasons.size > 0
              ? `${name} has no key, but its topic ${topic.name} is ${listNames([...reasons])}`
              : `${name} has no key, but aggregate ${listNames(stored)} stores it`,
          help: 'name the field that order is kept by: `key: orderId`',
          at: onKey(event.at),
        });
      }
    },
  },
});
