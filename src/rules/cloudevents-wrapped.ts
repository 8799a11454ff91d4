import { onKey } from '../diagnostics/diagnostic.ts';
import { findPath } from '../model/find-path.ts';
import { defineRule } from './rule.ts';

export const cloudeventsWrapped = defineRule({
  id: 'cloudevents-wrapped',
  title: 'The data of an event is not itself an envelope',
  topic: 'cloudevents',
  severity: { minimal: 'warning', recommended: 'warning', strict: 'error' },
  visit: {
    event(event, { architecture, report }) {
      if (event.envelope !== 'cloudevents') return;
      const isEnvelope = ['specversion', 'id', 'source', 'type'].every(
        (attribute) => findPath(event.data, [attribute], architecture.schemas) === 'always',
      );
      if (!isEnvelope) return;
      report({
        message: `the data of ${event.name} is a CloudEvents envelope, and is put into another one`,
        help: 'give the schema of what lies in its `data`; or say `envelope: raw` where the sender wraps it itself',
        at: onKey(event.at),
      });
    },
  },
});
