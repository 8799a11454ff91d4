import { onKey } from '../diagnostics/diagnostic.ts';
import type { EventContract } from '../model/architecture.ts';
import { defineRule } from './rule.ts';
import { wholeNumber } from './rule-option.ts';
import { listNames } from './wording.ts';

const options = { most: wholeNumber('how many major versions may live beside each other', 2) };

export const parallelVersions = defineRule({
  id: 'parallel-versions',
  title: 'Old major versions of an event are on their way out',
  topic: 'evolution',
  severity: { minimal: 'off', recommended: 'warning', strict: 'warning', imported: 'off' },
  options,
  visit: {
    architecture(context) {
      const { most } = context.options;
      for (const versions of versionsOf(Object.values(context.architecture.events))) {
        const newest = versions.at(-1);
        if (newest === undefined || versions.length < 2) continue;
        for (const version of versions.slice(0, -1)) {
          if (version.deprecated !== undefined) continue;
          context.report({
            message: `${version.name} lives on beside ${newest.name}: nobody is told to leave it`,
            help: `deprecate it: \`deprecated: { since: ${version.version}, sunset: …, replacedBy: ${newest.name} }\``,
            at: onKey(version.at),
            related: [{ message: `${newest.name} is declared here`, at: onKey(newest.at) }],
          });
        }
        if (versions.length > most) {
          context.report({
            message: `${versions.length} major versions live beside each other: ${listNames(versions.map(({ name }) => name))}`,
            help: 'move the subscribers of the oldest, and take it out',
            at: onKey(newest.at),
          });
        }
      }
    },
  },
});

/** Events that differ in their major version only, oldest first; those of one version are a list of one. */
function versionsOf(events: readonly EventContract[]): EventContract[][] {
  const groups = new Map<string, EventContract[]>();
  for (const event of events) {
    const base = event.name.replace(/\.v\d+$/, '');
    const known = groups.get(base);
    if (known === undefined) groups.set(base, [event]);
    else known.push(event);
  }
  return [...groups.values()].map((group) => group.sort((a, b) => a.major - b.major));
}
