import type { NamedSchema, Schema } from '../model/schema.ts';
import { childrenOf } from '../model/schema-children.ts';
import { defineRule } from './rule.ts';

export const refCycle = defineRule({
  id: 'ref-cycle',
  title: 'A schema that refers to itself can end',
  topic: 'schema',
  severity: { minimal: 'error', recommended: 'error', strict: 'error', imported: 'warning' },
  visit: {
    architecture({ architecture, report }) {
      const schemas = Object.values(architecture.schemas);
      const endless = schemasWithoutEnd(schemas);
      const reported = new Set<string>();
      for (const named of schemas) {
        if (!endless.has(named.id) || reported.has(named.id)) continue;
        const cycle = cycleThrough(named.id, endless, architecture.schemas);
        if (cycle === undefined || cycle.some((id) => reported.has(id))) continue;
        for (const id of cycle) reported.add(id);
        report({
          message: `no finite value fits ${named.id}: ${[...cycle, named.id].join(' → ')} requires itself`,
          help: 'let one property of the cycle be optional, or a list that may be empty',
          at: named.at,
        });
      }
    },
  },
});

/** Ids of the schemas that only an endless value could fit: what is left once all that can end is known. */
function schemasWithoutEnd(schemas: readonly NamedSchema[]): ReadonlySet<string> {
  const open = new Map(
    schemas.filter(({ schema }) => containsRef(schema)).map((named) => [named.id, named.schema]),
  );
  for (let before = -1; before !== open.size; ) {
    before = open.size;
    for (const [id, schema] of open) if (canEnd(schema, open)) open.delete(id);
  }
  return new Set(open.keys());
}

function containsRef(schema: Schema): boolean {
  return schema.kind === 'ref' || childrenOf(schema).some(containsRef);
}

/** Whether some finite value fits, as long as none is known for the schemas in `open`. */
function canEnd(schema: Schema, open: ReadonlyMap<string, Schema>): boolean {
  return neededBy(schema).every((part) => canEndPart(part, open));
}

function canEndPart(schema: Schema, open: ReadonlyMap<string, Schema>): boolean {
  if (schema.kind === 'ref') return !open.has(schema.id);
  if (schema.kind === 'union') return schema.of.some((part) => canEnd(part, open));
  return canEnd(schema, open);
}

/** The schemas that any value of a schema must hold values of. */
function neededBy(schema: Schema): readonly Schema[] {
  switch (schema.kind) {
    case 'ref':
    case 'union':
      return [schema];
    case 'object':
      return schema.properties.filter((property) => property.required).map((property) => property.schema);
    case 'array': {
      const least = schema.minItems ?? 0;
      const items = [...(schema.prefix ?? []).slice(0, least)];
      if (least > items.length && schema.items !== undefined) items.push(schema.items);
      return items;
    }
    case 'intersection':
      return schema.of.flatMap(neededBy);
    default:
      return [];
  }
}

/** Ids from a schema back to itself through what must be there. */
function cycleThrough(
  start: string,
  endless: ReadonlySet<string>,
  schemas: { readonly [id: string]: NamedSchema },
): string[] | undefined {
  const visited = new Set<string>();
  const search = (id: string, trail: readonly string[]): string[] | undefined => {
    if (visited.has(id)) return undefined;
    visited.add(id);
    for (const next of endlessRefs(schemas[id]?.schema, endless)) {
      if (next === start) return [...trail, id];
      const found = search(next, [...trail, id]);
      if (found !== undefined) return found;
    }
    return undefined;
  };
  return search(start, []);
}

function endlessRefs(schema: Schema | undefined, endless: ReadonlySet<string>): string[] {
  if (schema === undefined) return [];
  return neededBy(schema).flatMap((part) => {
    if (part.kind === 'ref') return endless.has(part.id) ? [part.id] : [];
    if (part.kind === 'union') return part.of.flatMap((branch) => endlessRefs(branch, endless));
    return endlessRefs(part, endless);
  });
}
