import { onKey, placeAt } from '../diagnostics/diagnostic.ts';
import { didYouMean } from '../diagnostics/suggest.ts';
import { resolveTopic } from '../model/settings.ts';
import { placeholdersOf } from '../model/template.ts';
import { defineRule } from './rule.ts';
import { hasWrittenAddress } from './written-addresses.ts';

export const topicParameter = defineRule({
  id: 'topic-parameter',
  title: 'Placeholders of an address are parameters of the topic',
  topic: 'structure',
  severity: { minimal: 'error', recommended: 'error', strict: 'error', imported: 'off' },
  visit: {
    topic(topic, { architecture, report }) {
      const declared = Object.keys(topic.parameters);
      if (declared.length === 0 && !topic.name.includes('{') && !hasWrittenAddress(topic, architecture))
        return;
      const used = new Set<string>();
      for (const environment of Object.keys(architecture.environments)) {
        const resolved = resolveTopic(architecture, topic, environment);
        for (const name of placeholdersOf(resolved.values.address)) {
          if (declared.includes(name) || used.has(name)) {
            used.add(name);
            continue;
          }
          used.add(name);
          const at = resolved.decidedBy.address;
          report({
            message: `nothing says what {${name}} is in the address of topic ${topic.name}${didYouMean(name, [...declared, ...known])}`,
            help: `declare it: \`topics: { ${topic.name}: { parameters: { ${name}: { from: … } } } }\``,
            at: at === undefined || at === 'built-in' ? onKey(topic.at) : at,
          });
        }
      }
      for (const name of declared) {
        if (used.has(name)) continue;
        report({
          message: `parameter ${name} stands in no address of topic ${topic.name}`,
          help: `write {${name}} into its \`address\`, or take the parameter out`,
          at: onKey(placeAt(topic.at, 'parameters', name)),
        });
      }
    },
  },
});

/** What templates fill in by themselves. */
const known = ['topic', 'system', 'domain', 'environment'];
