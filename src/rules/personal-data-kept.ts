import { decidedAt, topicAt } from '../delivery/delivery-finding.ts';
import { placementsOf } from '../delivery/placements.ts';
import { holdsPersonalData } from '../model/personal-data.ts';
import { resolveTopic } from '../model/settings.ts';
import { defineRule } from './rule.ts';

export const personalDataKept = defineRule({
  id: 'personal-data-kept',
  title: 'Personal data ends',
  topic: 'security',
  severity: { minimal: 'off', recommended: 'info', strict: 'warning', imported: 'off' },
  visit: {
    topic(topic, { architecture, report }) {
      for (const [environment, placements] of placementsOf(architecture)) {
        const settings = placements.get(topic.name)?.settings;
        if (settings === undefined || !(settings.compact || settings.retention === 'forever')) continue;
        const event = topic.events
          .map((name) => architecture.events[name])
          .find((each) => each !== undefined && holdsPersonalData(each.data, architecture.schemas));
        if (event === undefined) return;
        const { decidedBy } = resolveTopic(architecture, topic, environment);
        const isForever = settings.retention === 'forever';
        report({
          message: `topic ${topic.name} keeps ${event.name}, which holds personal data, ${isForever ? 'for ever' : 'until its key is written again'}`,
          help: isForever
            ? 'give it a retention, or publish the id and keep the data where it can be deleted'
            : 'publish the id and keep the data where it can be deleted, or see to it that a deleted key is written again, empty',
          at: decidedAt(isForever ? decidedBy.retention : decidedBy.compact, topicAt(topic)),
        });
        return;
      }
    },
  },
});
