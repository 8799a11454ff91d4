import { placeAt } from '../diagnostics/diagnostic.ts';
import { defineRule } from './rule.ts';
import { listNames } from './wording.ts';

export const deprecationPlan = defineRule({
  id: 'deprecation-plan',
  title: 'A deprecated event says until when, and what takes its place',
  topic: 'evolution',
  severity: { minimal: 'off', recommended: 'info', strict: 'warning', imported: 'off' },
  visit: {
    event(event, { index, report }) {
      const { deprecated } = event;
      if (deprecated === undefined) return;
      const takers = index.subscribersOf(event.name).length;
      if (takers === 0) return;
      const missing = [
        ...(deprecated.sunset === undefined ? ['until when it is published'] : []),
        ...(deprecated.replacedBy === undefined ? ['what takes its place'] : []),
      ];
      if (missing.length === 0) return;
      report({
        message: `${event.name} is deprecated and does not say ${listNames(missing)}; ${takers === 1 ? 'one service takes it' : `${takers} services take it`}`,
        help: 'write `deprecated: { since: …, sunset: …, replacedBy: … }`',
        at: placeAt(event.at, 'deprecated'),
      });
    },
  },
});
