import { onKey, type Place, placeAt } from '../diagnostics/diagnostic.ts';
import type { Architecture } from '../model/architecture.ts';
import { wordsOf } from '../model/names.ts';
import { defineRule } from './rule.ts';
import { words } from './rule-option.ts';

export const environmentInName = defineRule({
  id: 'environment-in-name',
  title: 'Names do not speak of an environment',
  topic: 'naming',
  severity: { minimal: 'off', recommended: 'warning', strict: 'warning', imported: 'off' },
  options: {
    words: words('words that mean an environment wherever they stand in a name', [
      'prod',
      'preprod',
      'nonprod',
      'dev',
      'stg',
      'uat',
    ]),
  },
  visit: {
    architecture({ architecture, options, report }) {
      const anywhere = new Set(options.words);
      const possible = [...anywhere, ...longNames];
      for (const { kind, name, at } of namesOf(architecture)) {
        if (!possible.some((word) => name.includes(word))) continue;
        const parts = wordsOf(name).map((word) => word.toLowerCase());
        const last = parts.at(-1) ?? '';
        const found =
          parts.find((part) => anywhere.has(part)) ??
          // `production` and `test` are words of the business too: only at the end they are certain.
          (parts.length > 1 && last in architecture.environments && longNames.has(last) ? last : undefined);
        if (found === undefined) continue;
        report({
          message: `${kind} ${name} speaks of the environment ${found}`,
          help: 'a design holds for all environments: say what differs under `in.<environment>`, or write {environment} in an address',
          at,
        });
      }
    },
  },
});

const longNames = new Set([
  'production',
  'staging',
  'test',
  'testing',
  'development',
  'qa',
  'local',
  'sandbox',
]);

function namesOf(architecture: Architecture): { kind: string; name: string; at: Place }[] {
  const { domains, events, services, topics } = architecture;
  return [
    ...Object.values(domains).map(({ name, at }) => ({ kind: 'domain', name, at: onKey(at) })),
    ...Object.values(events).map(({ name, at }) => ({ kind: 'event', name, at: onKey(at) })),
    ...Object.values(services).map(({ name, at }) => ({ kind: 'service', name, at: onKey(at) })),
    ...Object.values(topics).flatMap(({ name, written, settings, at }) => {
      const { address } = settings.values;
      const own = written ? [{ kind: 'topic', name, at: onKey(at) }] : [];
      return typeof address === 'string'
        ? [...own, { kind: 'address', name: address, at: placeAt(settings.at, 'address') }]
        : own;
    }),
  ];
}
