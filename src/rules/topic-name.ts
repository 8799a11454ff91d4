import { onKey, placeAt } from '../diagnostics/diagnostic.ts';
import { defineRule } from './rule.ts';
import { regularExpression } from './rule-option.ts';

export const topicName = defineRule({
  id: 'topic-name',
  title: 'Topics are named as the organisation agreed',
  topic: 'naming',
  severity: { minimal: 'off', recommended: 'off', strict: 'warning', imported: 'off' },
  options: { pattern: regularExpression('what the name of a topic looks like; empty: anything') },
  visit: {
    topic(topic, { architecture, options, report }) {
      if (options.pattern === '' || new RegExp(options.pattern, 'u').test(topic.name)) return;
      const [first] = topic.events;
      const event = first === undefined ? undefined : architecture.events[first];
      const named = !topic.written && event !== undefined && event.topic !== event.name;
      report({
        message: `topic ${topic.name} does not match ${options.pattern}`,
        help: 'name it by an `topic` of its events, or let `topicPer` name it',
        at: topic.written ? onKey(topic.at) : named ? placeAt(topic.at, 'topic') : onKey(topic.at),
      });
    },
  },
});
