import { placeAt } from '../diagnostics/diagnostic.ts';
import { holdsPersonalData, isPersonalAt } from '../model/personal-data.ts';
import { defineRule } from './rule.ts';
import { showPath } from './wording.ts';

export const personalDataExposed = defineRule({
  id: 'personal-data-exposed',
  title: 'Personal data stays out of keys, addresses and headers',
  topic: 'security',
  severity: { minimal: 'off', recommended: 'warning', strict: 'error' },
  visit: {
    event(event, { architecture, report }) {
      for (const [index, path] of event.key.entries()) {
        if (!isPersonalAt(event.data, path, architecture.schemas)) continue;
        report({
          message: `${showPath(path)} is personal data, and the key of ${event.name}`,
          help: 'key it by an id that means nothing outside: keys stand in logs, metrics and offsets, and outlive the event',
          at: event.key.length === 1 ? placeAt(event.at, 'key') : placeAt(event.at, 'key', index),
        });
      }
      for (const [name, schema] of Object.entries(event.attributes)) {
        if (!holdsPersonalData(schema, architecture.schemas)) continue;
        report({
          message: `attribute ${name} of ${event.name} is personal data`,
          help: 'put it into the data: attributes are headers, which are logged and never encrypted',
          at: placeAt(event.at, 'attributes', name),
        });
      }
    },
    topic(topic, { architecture, report }) {
      for (const [name, { from }] of Object.entries(topic.parameters)) {
        if (from === undefined) continue;
        const event = topic.events
          .map((each) => architecture.events[each])
          .find((each) => each !== undefined && isPersonalAt(each.data, from, architecture.schemas));
        if (event === undefined) continue;
        report({
          message: `${showPath(from)} of ${event.name} is personal data, and part of the address of topic ${topic.name}`,
          help: 'take an id that means nothing outside: names of topics stand in configuration, logs and rights',
          at: placeAt(topic.at, 'parameters', name, 'from'),
        });
      }
    },
  },
});
