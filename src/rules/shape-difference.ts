import type { ById } from '../model/architecture.ts';
import type { NamedSchema, Schema } from '../model/schema.ts';
import { objectsOf, typesOf } from './schema-leaves.ts';

/** What one value can't be at once by two schemas, in words; undefined where one of the two may just say more. */
export function shapeDifference(a: Schema, b: Schema, schemas: ById<NamedSchema>): string | undefined {
  const fieldsOfA = fieldsOf(a, schemas);
  const fieldsOfB = fieldsOf(b, schemas);
  if (fieldsOfA.size === 0 || fieldsOfB.size === 0) {
    return apart(typesOf(a, schemas), typesOf(b, schemas), 'they');
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

function fieldsOf(schema: Schema, schemas: ById<NamedSchema>): Map<string, Set<string>> {
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
