import { onKey } from '../diagnostics/diagnostic.ts';
import { orMeant, suggest } from '../diagnostics/suggest.ts';
import { defineRule } from './rule.ts';

export const topicUnused = defineRule({
  id: 'topic-unused',
  title: 'A topic with settings carries some event',
  topic: 'structure',
  severity: { minimal: 'error', recommended: 'error', strict: 'error', imported: 'warning' },
  fixable: true,
  visit: {
    topic(topic, { architecture, report }) {
      if (topic.events.length > 0) return;
      const carrying = Object.values(architecture.topics).filter(({ events }) => events.length > 0);
      const free = carrying.filter(({ written }) => !written).map(({ name }) => name);
      const nearest = suggest(topic.name, free);
      const per = architecture.topicPer;
      report({
        message: `no event has the topic ${topic.name}${orMeant(nearest)}`,
        help: `these settings hold for nothing; topics are per ${per} here (\`topicPer\`), or named by an event's \`topic\``,
        at: onKey(topic.at),
        ...(nearest === undefined
          ? {}
          : {
              fix: {
                safe: false,
                title: `write ${nearest}`,
                edits: [{ at: onKey(topic.at), text: nearest }],
              },
            }),
      });
    },
  },
});
