import { onKey, placeAt } from '../diagnostics/diagnostic.ts';
import type { Property, Schema } from '../model/schema.ts';
import { defineRule } from './rule.ts';
import { isAside, isOldVersion } from './schema-leaves.ts';

export const nullableOptional = defineRule({
  id: 'nullable-optional',
  title: 'A field is absent or null, not both',
  topic: 'schema',
  severity: { minimal: 'off', recommended: 'off', strict: 'info', imported: 'off' },
  local: true,
  visit: {
    schema(schema, at, { report }, trail) {
      if (schema.kind !== 'object' || isOldVersion(at) || isAside(trail)) return;
      for (const property of schema.properties) {
        if (property.required || !maybeNull(property)) continue;
        report({
          message: `${property.name} may be absent, null, or a value`,
          help: 'say one: leave null out, or list it under `required` if null means something',
          at: onKey(placeAt(at, 'properties', property.name)),
        });
      }
    },
  },
});

function maybeNull({ schema }: Property): boolean {
  const takesNull = (part: Schema): boolean =>
    part.kind === 'null' || (part.kind === 'enum' && part.values.includes(null));
  return takesNull(schema) || (schema.kind === 'union' && schema.of.some(takesNull));
}
