import { placeAt } from '../diagnostics/diagnostic.ts';
import type { Architecture } from '../model/architecture.ts';
import { defineRule } from './rule.ts';

export const sagaLoop = defineRule({
  id: 'saga-loop',
  title: 'The end of a saga does not start it again',
  topic: 'structure',
  severity: { minimal: 'off', recommended: 'warning', strict: 'error' },
  visit: {
    architecture({ architecture, report }) {
      const sagas = Object.values(architecture.sagas);
      if (sagas.length === 0) return;
      const followers = findFollowers(architecture);
      const reported = new Set<string>();
      for (const saga of sagas) {
        const way = findWay(saga.starts, [saga.completes, saga.aborts], followers);
        const loop = way && [...new Set(way)].sort().join('\0');
        if (way === undefined || loop === undefined || reported.has(loop)) continue;
        reported.add(loop);
        report({
          message: `the end of saga ${saga.name} starts it again: ${[saga.starts, ...way].join(' → ')}`,
          help: 'one run a key keeps it from going round with the same key; with another one nothing does',
          at: placeAt(saga.at, 'starts'),
        });
      }
    },
  },
});

type Followers = ReadonlyMap<string, ReadonlySet<string>>;

/** What may be published because of an event: by its handlers, and by the sagas that it starts. */
function findFollowers({ services, sagas }: Architecture): Followers {
  const followers = new Map<string, Set<string>>();
  const add = (from: string, to: string): void => {
    const known = followers.get(from);
    if (known === undefined) followers.set(from, new Set([to]));
    else known.add(to);
  };
  for (const { publications } of Object.values(services)) {
    for (const { event, on, origin } of publications) {
      if (on !== undefined && origin.kind === 'written') add(on, event);
    }
  }
  for (const { starts, completes, aborts } of Object.values(sagas)) {
    add(starts, completes);
    add(starts, aborts);
  }
  return followers;
}

/** The shortest way from some events to one, that one included; undefined where there is none. */
function findWay(to: string, from: readonly string[], followers: Followers): string[] | undefined {
  const before = new Map<string, string | undefined>(from.map((event) => [event, undefined]));
  for (const event of before.keys()) {
    if (event === to) {
      const way = [event];
      for (let at = before.get(event); at !== undefined; at = before.get(at)) way.unshift(at);
      return way;
    }
    for (const next of followers.get(event) ?? []) if (!before.has(next)) before.set(next, event);
  }
  return undefined;
}
