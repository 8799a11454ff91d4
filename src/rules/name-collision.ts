import { topicIdentity } from '../delivery/broker-names.ts';
import { onKey, type Place } from '../diagnostics/diagnostic.ts';
import type { Architecture } from '../model/architecture.ts';
import { fileName, pascalCase, snakeCase } from '../model/names.ts';
import { resolveTopic } from '../model/settings.ts';
import { defineRule } from './rule.ts';

export const nameCollision = defineRule({
  id: 'name-collision',
  title: 'Names stay different where they are written otherwise',
  topic: 'naming',
  severity: { minimal: 'error', recommended: 'error', strict: 'error' },
  visit: {
    architecture(context) {
      const { architecture, report } = context;
      const maps = {
        events: architecture.events,
        services: architecture.services,
        aggregates: architecture.aggregates,
        projections: architecture.projections,
        sagas: architecture.sagas,
      };
      for (const items of Object.values(maps)) {
        for (const { first, second, shared } of collisions(Object.values(items), generatedForms)) {
          report({
            message: `${second.name} and ${first.name} are both ${shared} in what is generated`,
            help: 'rename one of them',
            at: onKey(second.at),
            related: [{ message: `${first.name} is declared here`, at: onKey(first.at) }],
          });
        }
      }
      for (const { first, second, broker, environment, shared } of topicCollisions(architecture)) {
        report({
          message: `topics ${second.name} and ${first.name} are one topic, ${shared}, on ${broker} in ${environment}`,
          help: 'give one of them another `address`',
          at: onKey(second.at),
          related: [{ message: `${first.name} stands here`, at: onKey(first.at) }],
        });
      }
    },
  },
});

interface Named {
  readonly name: string;
  readonly at: Place;
}

/** What becomes of a name in types, tables and files. */
function generatedForms(item: Named): string[] {
  return [pascalCase(item.name), snakeCase(item.name), fileName(item.name)];
}

/** Pairs of things that share a form, each thing at most once. */
function collisions<T extends Named>(
  items: readonly T[],
  formsOf: (item: T) => readonly string[],
): { first: T; second: T; shared: string }[] {
  const taken = new Map<string, T>();
  const found: { first: T; second: T; shared: string }[] = [];
  for (const item of items) {
    const forms = formsOf(item);
    const shared = forms.find((form) => taken.has(form));
    const first = shared === undefined ? undefined : taken.get(shared);
    if (shared !== undefined && first !== undefined) found.push({ first, second: item, shared });
    for (const form of forms) if (!taken.has(form)) taken.set(form, item);
  }
  return found;
}

/** Topics whose addresses are the same to their broker; each pair once, in the first environment where it is so. */
function topicCollisions(architecture: Architecture) {
  const seen = new Set<string>();
  return Object.values(architecture.environments).flatMap((environment) => {
    const topics = Object.values(architecture.topics).filter((topic) => topic.events.length > 0);
    return collisions(topics, (topic) => {
      const { broker, address } = resolveTopic(architecture, topic, environment.name).values;
      const carrier = environment.brokers[broker];
      return [
        `${broker}\0${carrier === undefined ? address : topicIdentity(carrier.type, address, carrier)}`,
      ];
    }).flatMap(({ first, second, shared }) => {
      const pair = `${first.name}\0${second.name}`;
      if (seen.has(pair)) return [];
      seen.add(pair);
      const [broker = '', address = ''] = shared.split('\0');
      return [{ first, second, broker, environment: environment.name, shared: address }];
    });
  });
}
