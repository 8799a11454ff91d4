import { onKey } from '../diagnostics/diagnostic.ts';
import { kebabCase } from '../model/names.ts';
import { renameFix } from './rename-event.ts';
import { defineRule } from './rule.ts';

const pattern = /^[a-z][a-z0-9]*(-[a-z0-9]+)*(\.[a-z][a-z0-9]*(-[a-z0-9]+)*){2}(\.v([2-9]|[1-9][0-9]+))?$/;

export const eventName = defineRule({
  id: 'event-name',
  title: 'An event is named <domain>.<entity>.<action>',
  topic: 'naming',
  severity: { minimal: 'warning', recommended: 'error', strict: 'error', imported: 'info' },
  fixable: true,
  visit: {
    event(event, { architecture, report }) {
      if (pattern.test(event.name) || event.name.includes('#')) return;
      const parts = event.name.split('.');
      const mended = parts.map(kebabCase).join('.');
      const fix = pattern.test(mended) ? renameFix(architecture, event, mended) : undefined;
      report({
        message: `${event.name} is not <domain>.<entity>.<action>${fix === undefined ? '' : `; did you mean ${mended}?`}`,
        help: 'three parts in lower case, hyphens inside a part, `.v2` and up behind them: ordering.order.placed',
        at: onKey(event.at),
        ...(fix === undefined ? {} : { fix }),
      });
    },
  },
});
