import { onKey, type Place } from '../diagnostics/diagnostic.ts';
import type { ById } from '../model/architecture.ts';
import type { NamedSchema } from '../model/schema.ts';
import { defineRule } from './rule.ts';
import { objectsOf, typesOf } from './schema-leaves.ts';

export const sameNameOtherShape = defineRule({
  id: 'same-name-other-shape',
  title: 'A shared schema is the only one of its name',
  topic: 'schema',
  severity: { minimal: 'off', recommended: 'warning', strict: 'warning' },
  visit: {
    architecture({ architecture, report }) {
      const { schemas } = architecture;
      for (const named of Object.values(schemas)) {
        // What a file defines for itself has its name there only; what the whole design shares is known by it.
        const first = schemas[`#/schemas/${lastName(named.id)}`];
        if (first === undefined || first === named || /\/(\$defs|definitions)\//.test(named.id)) continue;
        const difference = firstDifference(first, named, schemas);
        if (difference === undefined) continue;
        report({
          message: `two schemas are called ${lastName(named.id)}, and ${difference}`,
          help: 'let both refer to one schema, or give one of them a name of its own',
          at: placeOf(named),
          related: [{ message: `the other ${lastName(named.id)}`, at: placeOf(first) }],
        });
      }
    },
  },
});

/** `Money` of `#/schemas/Money`, `./money.json#/$defs/Money` and `schemas/Money.json`. */
function lastName(id: string): string {
  const last = /([^/#]+)$/.exec(id.replace(/#\/?$/, ''))?.[1] ?? id;
  return last.replace(/\.(schema\.)?(json|ya?ml|avsc)$/, '');
}

function placeOf({ at }: NamedSchema): Place {
  return at.path.length === 0 ? at : onKey(at);
}

/** What one value can't be at once, in words; undefined where one of the two may just say more. */
function firstDifference(a: NamedSchema, b: NamedSchema, schemas: ById<NamedSchema>): string | undefined {
  const fieldsOfA = fieldsOf(a, schemas);
  const fieldsOfB = fieldsOf(b, schemas);
  if (fieldsOfA.size === 0 || fieldsOfB.size === 0) {
    return apart(typesOf(a.schema, schemas), typesOf(b.schema, schemas), 'they');
  }
  for (const [name, types] of fieldsOfA) {
    const others = fieldsOfB.get(name);
    const difference = others === undefined ? undefined : apart(types, others, name);
    if (difference !== undefined) return difference;
  }
  return [...fieldsOfA.keys()].some((name) => fieldsOfB.has(name))
    ? undefined
    : 'they have no field in common';
}

function fieldsOf({ schema }: NamedSchema, schemas: ById<NamedSchema>): Map<string, Set<string>> {
  return new Map(
    objectsOf(schema, schemas).flatMap(({ properties }) =>
      properties.map((property) => [property.name, typesOf(property.schema, schemas)] as const),
    ),
  );
}

function apart(a: ReadonlySet<string>, b: ReadonlySet<string>, name: string): string | undefined {
  if (a.size === 0 || b.size === 0 || [...a].some((type) => b.has(type) || isNumeric(type, b)))
    return undefined;
  return `${name} ${name === 'they' ? 'are' : 'is'} ${[...a].join(' or ')} in one and ${[...b].join(' or ')} in the other`;
}

function isNumeric(type: string, others: ReadonlySet<string>): boolean {
  return (type === 'integer' && others.has('number')) || (type === 'number' && others.has('integer'));
}
