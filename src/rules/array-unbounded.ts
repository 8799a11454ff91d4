import { defineRule } from './rule.ts';
import { isAside, isOldVersion } from './schema-leaves.ts';

export const arrayUnbounded = defineRule({
  id: 'array-unbounded',
  title: 'Lists have a limit',
  topic: 'schema',
  severity: { minimal: 'off', recommended: 'off', strict: 'info', imported: 'off' },
  local: true,
  visit: {
    schema(schema, at, { report }, trail) {
      if (schema.kind !== 'array' || schema.maxItems !== undefined || isOldVersion(at) || isAside(trail))
        return;
      // A tuple ends by itself.
      if (schema.loose === true || (schema.prefix !== undefined && schema.items?.kind === 'never')) return;
      report({
        message: `${nameAt(at.path)} may have any number of items`,
        help: 'set `maxItems`: a message has to fit into its broker',
        at: {
          file: at.file,
          path: at.path,
          ...(typeof at.path.at(-1) === 'string' ? { on: 'key' as const } : {}),
        },
      });
    },
  },
});

function nameAt(path: readonly (string | number)[]): string {
  return path.at(-2) === 'properties' ? String(path.at(-1)) : 'this list';
}
