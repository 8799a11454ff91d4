import type { ById } from '../model/architecture.ts';
import type { NamedSchema, Schema } from '../model/schema.ts';
import { childrenOf } from '../model/schema-children.ts';
import { defineRule } from './rule.ts';
import { wholeNumber } from './rule-option.ts';

export const dataDepth = defineRule({
  id: 'data-depth',
  title: 'Data is not nested deeply',
  topic: 'schema',
  severity: { minimal: 'off', recommended: 'off', strict: 'info', imported: 'off' },
  options: { max: wholeNumber('objects inside objects, the outermost counted', 5) },
  start: () => {
    const known = new Map<string, number>();
    return {
      event(event, { architecture, options, report }) {
        if (event.dataFormat === 'other') return;
        const depth = depthOf(event.data, architecture.schemas, known);
        if (depth <= options.max) return;
        report({
          message: `the data of ${event.name} is nested ${depth} objects deep`,
          help: 'events say what happened, not the whole tree: send ids of what lies further away',
          at: event.dataAt,
        });
      },
    };
  },
});

/** Most objects inside one another; a schema that contains itself counts once. */
function depthOf(schema: Schema, schemas: ById<NamedSchema>, known: Map<string, number>): number {
  if (schema.kind === 'ref') {
    const before = known.get(schema.id);
    if (before !== undefined) return before;
    known.set(schema.id, 0);
    const target = schemas[schema.id];
    const depth = target === undefined ? 0 : depthOf(target.schema, schemas, known);
    known.set(schema.id, depth);
    return depth;
  }
  const inner = Math.max(0, ...childrenOf(schema).map((child) => depthOf(child, schemas, known)));
  return schema.kind === 'object' ? inner + 1 : inner;
}
