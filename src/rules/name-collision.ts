import { topicCollisions } from '../delivery/name-findings.ts';
import { onKey, type Place } from '../diagnostics/diagnostic.ts';
import { fileName, pascalCase, snakeCase } from '../model/names.ts';
import { defineRule } from './rule.ts';

export const nameCollision = defineRule({
  id: 'name-collision',
  title: 'Names stay different where they are written otherwise',
  topic: 'naming',
  severity: { minimal: 'error', recommended: 'error', strict: 'error' },
  visit: {
    architecture(context) {
      const { architecture, report } = context;
      const { events, services, aggregates, projections, sagas } = architecture;
      const maps = [
        { items: events, formsOf: formsInCode },
        ...[services, aggregates, projections, sagas].map((items) => ({ items, formsOf: formsInTables })),
      ];
      for (const { items, formsOf } of maps) {
        for (const { first, second, shared } of collisions(Object.values<Named>(items), formsOf)) {
          report({
            message: `${second.name} and ${first.name} are both ${shared} in what is generated`,
            help: 'rename one of them',
            at: onKey(second.at),
            related: [{ message: `${first.name} is declared here`, at: onKey(first.at) }],
          });
        }
      }
      for (const { first: one, second: other, shared } of topicCollisions(architecture)) {
        const [first, second] = [one.topic, other.topic];
        report({
          message: `topics ${second.name} and ${first.name} are one topic, ${shared}, on ${other.broker.name} in ${other.environment}`,
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

/** What becomes of a name in types and files. */
function formsInCode(item: Named): string[] {
  return [pascalCase(item.name), fileName(item.name)];
}

/** And in tables and databases, whose names are cut: long ones may become one. */
function formsInTables(item: Named): string[] {
  return [...formsInCode(item), snakeCase(item.name)];
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
