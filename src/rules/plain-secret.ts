import { type Path, type Place, placeAt } from '../diagnostics/diagnostic.ts';
import type { Architecture } from '../model/architecture.ts';
import { defineRule } from './rule.ts';
import { isSecretKey, secretIn } from './secret-patterns.ts';

export const plainSecret = defineRule({
  id: 'plain-secret',
  title: 'Secrets do not stand in the spec',
  topic: 'security',
  severity: { minimal: 'error', recommended: 'error', strict: 'error' },
  local: true,
  visit: {
    architecture({ architecture, report }) {
      for (const { at, value, keys } of exposedValues(architecture)) {
        for (const { kind, path } of secretsWithin(value, keys, [])) {
          report({
            message: `${kind} in plain text`,
            help: 'name a secret of the environment instead: `auth: { type: …, secret: … }`; change this one, it has been seen',
            at: placeAt(at, ...path),
          });
        }
      }
    },
    schema(schema, at, { report }) {
      const { note } = schema;
      if (note === undefined) return;
      for (const [index, value] of [note.default, ...(note.examples ?? [])].entries()) {
        for (const { kind, path } of secretsWithin(value, false, [])) {
          report({
            message: `${kind} in plain text`,
            help: 'write a value that nobody could use',
            at: placeAt(at, ...(index === 0 ? ['default'] : ['examples', index - 1]), ...path),
          });
        }
      }
    },
  },
});

interface Exposed {
  readonly at: Place;
  readonly value: unknown;
  /** True: the name of a key is enough to make its value a secret. In examples, `password` may be a field. */
  readonly keys: boolean;
}

/** Values that people have written secrets into, in this and other specs. */
function exposedValues(architecture: Architecture): Exposed[] {
  const exposed: Exposed[] = [];
  const look = (at: Place, value: unknown, keys: boolean): void => {
    if (value !== undefined) exposed.push({ at, value, keys });
  };
  for (const environment of Object.values(architecture.environments)) {
    const { at } = environment;
    for (const broker of Object.values(environment.brokers)) {
      look(placeAt(broker.at, 'servers'), broker.servers, false);
      look(placeAt(broker.at, 'auth', 'secret'), broker.auth.secret, false);
      look(broker.at, broker.own, true);
    }
    look(placeAt(at, 'database', 'server'), environment.database?.server, false);
    look(placeAt(at, 'database', 'auth', 'secret'), environment.database?.auth?.secret, false);
    look(placeAt(at, 'registry', 'url'), environment.registry?.url, false);
    look(placeAt(at, 'registry', 'auth', 'secret'), environment.registry?.auth?.secret, false);
    look(placeAt(at, 'tracing', 'endpoint'), environment.tracing?.endpoint, false);
  }
  for (const team of Object.values(architecture.teams))
    look(placeAt(team.at, 'contact'), team.contact, false);
  for (const event of Object.values(architecture.events)) {
    look(placeAt(event.at, 'examples'), event.examples, false);
  }
  for (const service of Object.values(architecture.services)) {
    look(placeAt(service.at, 'url'), service.url, false);
    for (const [environment, { url }] of Object.entries(service.in)) {
      look(placeAt(service.at, 'in', environment, 'url'), url, false);
    }
    for (const call of service.calls) look(placeAt(call.at, 'fallback'), call.fallback?.value, false);
  }
  for (const generator of Object.values(architecture.generate)) look(generator.at, generator.options, true);
  return exposed;
}

function secretsWithin(value: unknown, keys: boolean, path: Path): { kind: string; path: Path }[] {
  if (typeof value === 'string') {
    const kind = secretIn(value);
    return kind === undefined ? [] : [{ kind, path }];
  }
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => {
    const step = Array.isArray(value) ? Number(key) : key;
    // A placeholder or the name of a variable stands for a secret without being one.
    const named = keys && isSecretKey(key) && isWritten(inner);
    return named
      ? [{ kind: `a secret (${key})`, path: [...path, step] }]
      : secretsWithin(inner, keys, [...path, step]);
  });
}

function isWritten(value: unknown): boolean {
  return typeof value === 'number' || (typeof value === 'string' && value !== '' && !/[{$]/.test(value));
}
