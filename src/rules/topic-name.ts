import { onKey } from '../diagnostics/diagnostic.ts';
import { defineRule } from './rule.ts';
import { regularExpression } from './rule-option.ts';

export const topicName = defineRule({
  id: 'topic-name',
  title: 'Topics are named as the organisation agreed',
  topic: 'naming',
  severity: { minimal: 'off', recommended: 'off', strict: 'warning', imported: 'off' },
  options: { pattern: regularExpression('what the name of a topic looks like; empty: anything') },
  visit: {
    topic(topic, { options, report }) {
      if (options.pattern === '' || new RegExp(options.pattern, 'u').test(topic.name)) return;
      report({
        message: `topic ${topic.name} does not match ${options.pattern}`,
        help: 'name it by the `topic` of its events, or let `topicPer` name it',
        at: onKey(topic.at),
      });
    },
  },
});
