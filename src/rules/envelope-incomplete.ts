import { onKey } from '../diagnostics/diagnostic.ts';
import { defineRule } from './rule.ts';
import { objectsOf } from './schema-leaves.ts';
import { listNames } from './wording.ts';

const needed = ['id', 'source', 'specversion', 'type'];

export const envelopeIncomplete = defineRule({
  id: 'envelope-incomplete',
  title: 'A message that looks like a CloudEvent is one',
  topic: 'cloudevents',
  severity: { minimal: 'warning', recommended: 'warning', strict: 'error', imported: 'warning' },
  visit: {
    event(event, { architecture, report }) {
      if (event.envelope !== 'raw' || event.dataFormat === 'other') return;
      const fields = objectsOf(event.data, architecture.schemas).flatMap(({ properties }) => properties);
      const described = needed.filter((name) => fields.some((field) => field.name === name));
      if (!described.includes('specversion') || described.length < 3) return;
      const missing = needed.filter((name) => !fields.some((field) => field.name === name && field.required));
      if (missing.length === 0) return;
      report({
        message: `${event.name} looks like a CloudEvent, but does not require ${listNames(missing)}`,
        help: 'list all of id, source, specversion and type under `required`: then it is read as an envelope; else it is a raw message',
        at: onKey(event.at),
      });
    },
  },
});
