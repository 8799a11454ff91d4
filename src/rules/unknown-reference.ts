import { onKey, type Place } from '../diagnostics/diagnostic.ts';
import { orMeant, suggest } from '../diagnostics/suggest.ts';
import type { Architecture, NameKind, UnresolvedName } from '../model/architecture.ts';
import { defineRule } from './rule.ts';

export const unknownReference = defineRule({
  id: 'unknown-reference',
  title: 'Every name leads to something that is declared',
  topic: 'structure',
  severity: { minimal: 'error', recommended: 'error', strict: 'error' },
  fixable: true,
  visit: {
    architecture({ architecture, report }) {
      for (const unresolved of architecture.unresolved) {
        // `call-unserved` speaks of operations, and knows who serves what.
        if (unresolved.kind === 'operation') continue;
        const declared = declaredNames(architecture, unresolved.kind);
        const nearest = suggest(unresolved.name, Object.keys(declared));
        const at = nearest === undefined ? undefined : declared[nearest];
        const { said, help } = describe(unresolved);
        report({
          message: `${said}${orMeant(nearest)}`,
          help,
          at: unresolved.at,
          ...(at === undefined
            ? {}
            : { related: [{ message: `${nearest} is declared here`, at: onKey(at) }] }),
          ...(nearest === undefined || isPartOfName(unresolved)
            ? {}
            : {
                fix: {
                  safe: false,
                  title: `write ${nearest}`,
                  edits: [{ at: unresolved.at, text: nearest }],
                },
              }),
        });
      }
    },
  },
});

/** The domain in the name of an event stands in the middle of a text: it can't be replaced by itself. */
function isPartOfName({ kind, at }: UnresolvedName): boolean {
  return kind === 'domain' && at.path[0] === 'events';
}

function describe({ kind, name, at }: UnresolvedName): { said: string; help: string } {
  if (kind === 'domain' && at.path[0] === 'events') {
    return { said: `${String(at.path[1])}: there is no domain ${name}`, help: 'declare it under `domains`' };
  }
  if (kind === 'broker') {
    return {
      said: `no environment has a broker ${name}`,
      help: 'declare it under `environments.<name>.brokers`',
    };
  }
  if (kind === 'topic')
    return { said: `no event has the topic ${name}`, help: 'name it at an event: `topic: …`' };
  return { said: `there is no ${kind} ${name}`, help: `declare it under \`${kind}s\`` };
}

function declaredNames(architecture: Architecture, kind: NameKind): { readonly [name: string]: Place } {
  switch (kind) {
    case 'event':
      return placesOf(architecture.events);
    case 'service':
      return placesOf(architecture.services);
    case 'domain':
      return placesOf(architecture.domains);
    case 'team':
      return placesOf(architecture.teams);
    case 'topic':
      return placesOf(architecture.topics);
    case 'environment':
      return placesOf(architecture.environments);
    case 'broker':
      return Object.assign(
        {},
        ...Object.values(architecture.environments).map((environment) => placesOf(environment.brokers)),
      );
    case 'operation':
      return {};
  }
}

function placesOf(items: { readonly [name: string]: { readonly at: Place } }): {
  readonly [name: string]: Place;
} {
  return Object.fromEntries(Object.entries(items).map(([name, { at }]) => [name, at]));
}
