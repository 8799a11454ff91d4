import { onKey, placeAt } from '../diagnostics/diagnostic.ts';
import type { Property, Schema } from '../model/schema.ts';
import { defineRule } from './rule.ts';
import { isAside, isOldVersion } from './schema-leaves.ts';
import { listNames } from './wording.ts';

export const stringUnbounded = defineRule({
  id: 'string-unbounded',
  title: 'Texts have a limit or a form',
  topic: 'schema',
  severity: { minimal: 'off', recommended: 'off', strict: 'info', imported: 'off' },
  local: true,
  visit: {
    schema(schema, at, { report }, trail) {
      if (schema.kind !== 'object' || isOldVersion(at) || isAside(trail)) return;
      const names = schema.properties.filter(isUnbounded).map(({ name }) => name);
      const [first] = names;
      if (first === undefined) return;
      const shown = names.length > 4 ? [...names.slice(0, 3), `${names.length - 3} more`] : names;
      report({
        message: `${listNames(shown)} may be ${names.length === 1 ? 'a text' : 'texts'} of any length`,
        help: 'set a `maxLength`, or say the form: `format`, `pattern` or `enum`',
        at: onKey(placeAt(at, 'properties', first)),
      });
    },
  },
});

function isUnbounded({ schema }: Property): boolean {
  const parts: readonly Schema[] =
    schema.kind === 'union' || (schema.kind === 'intersection' && schema.merged) ? schema.of : [schema];
  if (parts.some(({ kind }) => kind === 'enum' || kind === 'ref')) return false;
  return parts.some(
    (part) =>
      part.kind === 'string' &&
      part.maxLength === undefined &&
      part.format === undefined &&
      part.pattern === undefined &&
      part.contentEncoding === undefined,
  );
}
