import { onKey, placeAt } from '../diagnostics/diagnostic.ts';
import { defineRule } from './rule.ts';
import { isAside, isOldVersion } from './schema-leaves.ts';

export const requiredDefault = defineRule({
  id: 'required-default',
  title: 'A default stands in for something that may be absent',
  topic: 'schema',
  severity: { minimal: 'off', recommended: 'warning', strict: 'warning', imported: 'info' },
  fixable: true,
  local: true,
  visit: {
    schema(schema, at, { report }, trail) {
      if (schema.kind !== 'object' || isOldVersion(at) || isAside(trail) || at.file.endsWith('.avsc')) return;
      for (const { name, schema: field, required } of schema.properties) {
        if (!required || field.note?.default === undefined) continue;
        const place = placeAt(at, 'properties', name, 'default');
        report({
          message: `${name} is required, so its default is never taken`,
          help: 'take it out of `required` if it may be absent, else take the default away',
          at: onKey(place),
          fix: {
            safe: false,
            title: `take the default of ${name} away`,
            edits: [{ at: place, remove: true }],
          },
        });
      }
    },
  },
});
