import { onKey } from '../diagnostics/diagnostic.ts';
import type { Schema } from '../model/schema.ts';
import { eachChild } from '../model/schema-children.ts';
import { defineRule } from './rule.ts';
import { rootSchemas } from './schema-walk.ts';

export const schemaUnused = defineRule({
  id: 'schema-unused',
  title: 'Every shared schema is used',
  topic: 'schema',
  severity: { minimal: 'off', recommended: 'warning', strict: 'warning', imported: 'off' },
  visit: {
    architecture({ architecture, report }) {
      const used = new Set<string>();
      const use = (schema: Schema): void => {
        if (schema.kind === 'ref' && !used.has(schema.id)) {
          used.add(schema.id);
          // A reference into a shared schema (#/schemas/Money/properties/minor) uses that schema.
          const shared = /^#\/schemas\/[^/]+/.exec(schema.id)?.[0];
          if (shared !== undefined) used.add(shared);
          const target = architecture.schemas[schema.id];
          if (target !== undefined) use(target.schema);
        }
        eachChild(schema, use);
      };
      for (const { schema } of rootSchemas(architecture)) use(schema);
      for (const { id, at } of Object.values(architecture.schemas)) {
        if (used.has(id) || !/^#\/schemas\/[^/]+$/.test(id)) continue;
        report({
          message: `nothing uses schema ${id.slice('#/schemas/'.length)}`,
          help: "refer to it with `$ref: '#/schemas/…'`, or take it out",
          at: onKey(at),
        });
      }
    },
  },
});
