import { onKey, type Place } from '../diagnostics/diagnostic.ts';
import type { NamedSchema } from '../model/schema.ts';
import { defineRule } from './rule.ts';
import { shapeDifference } from './shape-difference.ts';

export const sameNameOtherShape = defineRule({
  id: 'same-name-other-shape',
  title: 'A shared schema is the only one of its name',
  topic: 'schema',
  severity: { minimal: 'off', recommended: 'warning', strict: 'warning' },
  visit: {
    architecture({ architecture, report }) {
      const { schemas } = architecture;
      for (const named of Object.values(schemas)) {
        // What a file defines for itself has its name there only; what the whole design shares is known by it.
        const first = schemas[`#/schemas/${lastName(named.id)}`];
        if (first === undefined || first === named || /\/(\$defs|definitions)\//.test(named.id)) continue;
        const difference = shapeDifference(first.schema, named.schema, schemas);
        if (difference === undefined) continue;
        report({
          message: `two schemas are called ${lastName(named.id)}, and ${difference}`,
          help: 'let both refer to one schema, or give one of them a name of its own',
          at: placeOf(named),
          related: [{ message: `the other ${lastName(named.id)}`, at: placeOf(first) }],
        });
      }
    },
  },
});

/** `Money` of `#/schemas/Money`, `./money.json#/$defs/Money` and `schemas/Money.json`. */
function lastName(id: string): string {
  const last = /([^/#]+)$/.exec(id.replace(/#\/?$/, ''))?.[1] ?? id;
  return last.replace(/\.(schema\.)?(json|ya?ml|avsc)$/, '');
}

function placeOf({ at }: NamedSchema): Place {
  return at.path.length === 0 ? at : onKey(at);
}
