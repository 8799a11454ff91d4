import { placeAt } from '../diagnostics/diagnostic.ts';
import { defineRule } from './rule.ts';
import { leavesAt } from './schema-at.ts';
import { timeMeant } from './time-names.ts';
import { showPath } from './wording.ts';

export const keyUnique = defineRule({
  id: 'key-unique',
  title: 'A key is shared by the events of a thing',
  topic: 'delivery',
  severity: { minimal: 'off', recommended: 'warning', strict: 'warning', imported: 'info' },
  visit: {
    event(event, { architecture, report }) {
      // Together with a field that is shared it makes no harm.
      const [path] = event.key;
      const name = path?.at(-1);
      if (path === undefined || name === undefined || event.key.length > 1) return;
      const isMoment = leavesAt(event.data, path, architecture.schemas).some(
        (leaf) => leaf.kind === 'string' && leaf.format === 'date-time',
      );
      const what =
        isMoment || timeMeant(name) === 'date-time'
          ? 'a moment'
          : isEventId(name)
            ? 'the id of one event'
            : undefined;
      if (what === undefined) return;
      report({
        message: `the key of ${event.name} is ${showPath(path)}, ${what}: every event has another one`,
        help: 'key it by what it is about, such as the id of the entity: only what shares a key stays in order',
        at: placeAt(event.at, 'key'),
      });
    },
  },
});

function isEventId(name: string): boolean {
  return /^(event|message|msg|envelope)_?-?(id|uuid|guid)$/i.test(name);
}
