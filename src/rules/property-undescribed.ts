import { onKey, placeAt } from '../diagnostics/diagnostic.ts';
import type { Property } from '../model/schema.ts';
import { defineRule } from './rule.ts';
import { isAside, isOldVersion } from './schema-leaves.ts';
import { listNames } from './wording.ts';

export const propertyUndescribed = defineRule({
  id: 'property-undescribed',
  title: 'Fields of data say what they mean',
  topic: 'schema',
  severity: { minimal: 'off', recommended: 'off', strict: 'info', imported: 'off' },
  local: true,
  visit: {
    schema(schema, at, { report }, trail) {
      if (schema.kind !== 'object' || isOldVersion(at) || isAside(trail)) return;
      const silent = schema.properties.filter(isSilent);
      const [first] = silent;
      if (first === undefined) return;
      const names = silent.map(({ name }) => name);
      const shown = names.length > 4 ? [...names.slice(0, 3), `${names.length - 3} more`] : names;
      report({
        message: `${listNames(shown)} ${names.length === 1 ? 'has' : 'have'} no description`,
        help: 'say what the field means, its unit, and when it is absent: `description: …`',
        at: onKey(placeAt(at, 'properties', first.name)),
      });
    },
  },
});

/** A reference speaks by what it refers to, and a constant for itself. */
function isSilent({ schema }: Property): boolean {
  if (schema.note?.description !== undefined || schema.note?.title !== undefined) return false;
  return schema.kind !== 'ref' && !(schema.kind === 'enum' && schema.single === true);
}
