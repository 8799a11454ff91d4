import { placeAt } from '../diagnostics/diagnostic.ts';
import { defineRule } from './rule.ts';
import { listNames } from './wording.ts';

export const compatibilityNone = defineRule({
  id: 'compatibility-none',
  title: 'What others take is held to a compatibility',
  topic: 'evolution',
  fixable: true,
  severity: { minimal: 'off', recommended: 'warning', strict: 'error', imported: 'off' },
  visit: {
    event(event, { index, report }) {
      if (!event.compatibility.written || event.compatibility.direction !== 'none') return;
      const others = index
        .subscribersOf(event.name)
        .filter(({ service }) => service.external || service.domain !== event.domain)
        .map(({ service }) => service.name);
      if (others.length === 0) return;
      report({
        message: `${event.name} may change in any way, and ${listNames(others)} of other domains ${others.length === 1 ? 'takes' : 'take'} it`,
        help: 'leave `compatibility` out: what its kind and use ask for then holds; or keep the event inside its domain with `internal: true`',
        at: placeAt(event.at, 'compatibility'),
        fix: {
          safe: false,
          title: 'leave compatibility out',
          edits: [{ at: placeAt(event.at, 'compatibility'), remove: true }],
        },
      });
    },
  },
});
