import type { ById } from '../model/architecture.ts';
import type { NamedSchema, ObjectSchema, Schema } from '../model/schema.ts';
import { defineRule } from './rule.ts';
import { isAside, isOldVersion, leavesOf, objectsOf } from './schema-leaves.ts';

export const unionUntagged = defineRule({
  id: 'union-untagged',
  title: 'Alternatives tell which they are',
  topic: 'schema',
  severity: { minimal: 'off', recommended: 'warning', strict: 'warning', imported: 'info' },
  local: true,
  visit: {
    schema(schema, at, { architecture, report }, trail) {
      if (schema.kind !== 'union' || schema.rule === 'types' || isOldVersion(at) || isAside(trail)) return;
      const branches = schema.of
        .map((branch) => objectsOf(branch, architecture.schemas).filter(({ loose }) => loose !== true))
        .filter((objects) => objects.length > 0);
      // `oneOf: [{ required: [a] }, { required: [b] }]` is a condition, not a choice of shapes.
      if (
        branches.length < 2 ||
        branches.some((objects) => objects.every(({ properties }) => properties.length === 0))
      )
        return;
      if (isTagged(branches, architecture.schemas) || hasFieldsOfTheirOwn(branches)) return;
      report({
        message: `nothing tells the ${branches.length} alternatives of this ${schema.rule === 'one' ? 'oneOf' : 'anyOf'} apart`,
        help: 'give each a required field with a `const`, such as `kind: { const: card }`',
        at: { file: at.file, path: [...at.path, schema.rule === 'one' ? 'oneOf' : 'anyOf'], on: 'key' },
      });
    },
  },
});

/** A field that every branch has and that is another constant in each. */
function isTagged(branches: readonly (readonly ObjectSchema[])[], schemas: ById<NamedSchema>): boolean {
  const tags = branches.map(
    (objects) =>
      new Map(
        objects.flatMap(({ properties }) =>
          properties.flatMap(({ name, schema }) => {
            const values = constantsOf(schema, schemas);
            return values.length === 0 ? [] : [[name, values] as const];
          }),
        ),
      ),
  );
  const [first, ...rest] = tags;
  return [...(first?.keys() ?? [])].some((name) => {
    const values = tags.flatMap((branch) => branch.get(name) ?? []);
    return rest.every((branch) => branch.has(name)) && new Set(values).size === values.length;
  });
}

function constantsOf(schema: Schema, schemas: ById<NamedSchema>): unknown[] {
  return leavesOf(schema, schemas).flatMap((leaf) => (leaf.kind === 'enum' ? leaf.values : []));
}

/** Every branch but one requires a field that no other has: its presence tells. */
function hasFieldsOfTheirOwn(branches: readonly (readonly ObjectSchema[])[]): boolean {
  const names = branches.map(
    (objects) => new Set(objects.flatMap(({ properties }) => properties.map(({ name }) => name))),
  );
  const without = branches.filter(
    (objects, index) =>
      !objects.some(({ properties }) =>
        properties.some(
          ({ name, required }) =>
            required && names.every((others, other) => other === index || !others.has(name)),
        ),
      ),
  );
  return without.length <= 1;
}
