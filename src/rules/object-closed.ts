import { onKey, placeAt } from '../diagnostics/diagnostic.ts';
import { defineRule } from './rule.ts';
import { isAside, isOldVersion } from './schema-leaves.ts';

export const objectClosed = defineRule({
  id: 'object-closed',
  title: 'Data can take another field later',
  topic: 'schema',
  severity: { minimal: 'off', recommended: 'info', strict: 'warning', imported: 'off' },
  fixable: true,
  local: true,
  visit: {
    schema(schema, at, { report }, trail) {
      if (schema.kind !== 'object' || isOldVersion(at) || isAside(trail)) return;
      const keyword =
        schema.additional?.kind === 'never'
          ? 'additionalProperties'
          : schema.unevaluated?.kind === 'never'
            ? 'unevaluatedProperties'
            : undefined;
      // Alternatives may have to be closed to exclude each other.
      if (keyword === undefined || trail.some((parent) => parent.kind === 'union' && parent.rule === 'one'))
        return;
      const place = placeAt(at, keyword);
      report({
        message: `${keyword}: false lets no field be added later`,
        help: 'leave it out: subscribers pass over fields that they do not know, and publishers are checked by their types',
        at: onKey(place),
        ...(at.file.endsWith('.avsc')
          ? {}
          : {
              fix: {
                safe: false,
                title: `take ${keyword} away`,
                edits: [{ at: place, remove: true as const }],
              },
            }),
      });
    },
  },
});
