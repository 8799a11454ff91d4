import { onKey } from '../diagnostics/diagnostic.ts';
import { defineRule } from './rule.ts';

export const exampleMissing = defineRule({
  id: 'example-missing',
  title: 'Every event has an example',
  topic: 'schema',
  severity: { minimal: 'off', recommended: 'off', strict: 'info', imported: 'off' },
  visit: {
    event(event, { report }) {
      if (event.examples.length > 0 || event.dataFormat === 'other' || event.name.includes('#')) return;
      report({
        message: `${event.name} has no example`,
        help: 'write one of real size under `examples`: it is checked against the schema, and becomes a contract test',
        at: onKey(event.at),
      });
    },
  },
});
