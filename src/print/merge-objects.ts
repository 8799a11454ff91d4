import type { ObjectSchema, Property, Schema } from '../model/schema.ts';

/** One object with the properties of several; a property of more than one of them has to fit each. */
export function mergeObjects(objects: readonly ObjectSchema[]): ObjectSchema {
  const [only] = objects;
  if (only !== undefined && objects.length === 1) return only;
  const schemas = new Map<string, Schema>();
  const required = new Set<string>();
  for (const object of objects) {
    for (const property of object.properties) {
      const known = schemas.get(property.name);
      schemas.set(property.name, known === undefined ? property.schema : both(known, property.schema));
      if (property.required) required.add(property.name);
    }
    for (const name of object.requiredElsewhere ?? []) required.add(name);
  }
  const properties = [...schemas].map(
    ([name, schema]): Property => ({ name, schema, required: required.has(name) }),
  );
  const requiredElsewhere = [...required].filter((name) => !schemas.has(name));
  const closing = objects.filter(
    ({ additional, patterns }) => additional !== undefined || patterns !== undefined,
  );
  const { additional, patterns } = closing.length === 1 && closing[0] !== undefined ? closing[0] : {};
  const note = objects.find((object) => object.note !== undefined)?.note;
  return {
    kind: 'object',
    properties,
    ...(requiredElsewhere.length === 0 ? {} : { requiredElsewhere }),
    ...(additional === undefined ? {} : { additional }),
    ...(patterns === undefined ? {} : { patterns }),
    ...(note === undefined ? {} : { note }),
  };
}

function both(a: Schema, b: Schema): Schema {
  const note = a.note ?? b.note;
  return { kind: 'intersection', merged: true, of: [a, b], ...(note === undefined ? {} : { note }) };
}

/** Whether every value of a schema is an object, as far as following its references tells. */
export function isAlwaysObject(
  schema: Schema,
  context: { schemaOf(id: string): Schema | undefined },
  visited: ReadonlySet<string> = new Set(),
): boolean {
  switch (schema.kind) {
    case 'object':
      return schema.loose !== true;
    case 'intersection':
      return schema.of.some((part) => isAlwaysObject(part, context, visited));
    case 'union':
      return schema.of.length > 0 && schema.of.every((branch) => isAlwaysObject(branch, context, visited));
    case 'ref': {
      const target = visited.has(schema.id) ? undefined : context.schemaOf(schema.id);
      return target !== undefined && isAlwaysObject(target, context, new Set([...visited, schema.id]));
    }
    default:
      return false;
  }
}
