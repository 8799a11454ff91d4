import { onKey, placeAt } from '../diagnostics/diagnostic.ts';
import { orMeant, suggest } from '../diagnostics/suggest.ts';
import type { ById } from '../model/architecture.ts';
import type { NamedSchema, ObjectSchema, Schema } from '../model/schema.ts';
import { defineRule } from './rule.ts';
import { objectsOf } from './schema-leaves.ts';

export const requiredUndeclared = defineRule({
  id: 'required-undeclared',
  title: 'A field that is required is described',
  topic: 'schema',
  severity: { minimal: 'off', recommended: 'warning', strict: 'error', imported: 'warning' },
  local: true,
  visit: {
    schema(schema, at, { architecture, report }, trail) {
      if (schema.kind !== 'object' || schema.requiredElsewhere === undefined) return;
      // Without a property, it only adds to what stands elsewhere; a closed object is `schema-unsatisfiable`.
      if (schema.properties.length === 0 || isClosed(schema)) return;
      const declared = namesBeside(schema, trail, architecture.schemas);
      for (const name of schema.requiredElsewhere) {
        if (declared.has(name)) continue;
        const optional = schema.properties.filter(({ required }) => !required);
        const nearest = suggest(
          name,
          optional.map((property) => property.name),
        );
        report({
          message: `${name} is required, and nothing describes it${orMeant(nearest)}`,
          help: 'describe it under `properties`: as it is, any value will do',
          at: onKey(placeAt(at, 'required')),
        });
      }
    },
  },
});

function isClosed({ additional, patterns = [] }: ObjectSchema): boolean {
  return additional?.kind === 'never' && patterns.length === 0;
}

/** Fields that other parts of the same value describe: `allOf` and what stands around it. */
function namesBeside(schema: Schema, trail: readonly Schema[], schemas: ById<NamedSchema>): Set<string> {
  const whole = trail.reduceRight<{ top: Schema; open: boolean }>(
    ({ top, open }, parent) => {
      const same =
        open && (parent.kind === 'intersection' || parent.kind === 'union' || parent.kind === 'conditional');
      return same ? { top: parent, open } : { top, open: false };
    },
    { top: schema, open: true },
  ).top;
  return new Set(objectsOf(whole, schemas).flatMap(({ properties }) => properties.map(({ name }) => name)));
}
