import type { NamedSchema, Schema } from '../../model/schema.ts';

/** Ids of the schemas that a schema refers to itself, each once, sorted. */
export function referencesOf(schema: Schema): string[] {
  const found = new Set<string>();
  const visit = (node: Schema): void => {
    if (node.kind === 'ref') found.add(node.id);
    else for (const part of partsOf(node)) visit(part);
  };
  visit(schema);
  return [...found].sort();
}

/** Ids of the schemas that some schemas refer to, directly or through others, each once, sorted. */
export function reachedFrom(
  schemas: Iterable<Schema>,
  named: { readonly [id: string]: NamedSchema },
  references: (schema: Schema) => readonly string[] = referencesOf,
): string[] {
  const reached = new Set<string>();
  const left = [...schemas].flatMap(references);
  for (let id = left.pop(); id !== undefined; id = left.pop()) {
    if (reached.has(id)) continue;
    reached.add(id);
    const target = named[id];
    if (target !== undefined) left.push(...references(target.schema));
  }
  return [...reached].sort();
}

function partsOf(schema: Schema): Schema[] {
  const parts: (Schema | undefined)[] = [];
  switch (schema.kind) {
    case 'array':
      parts.push(...(schema.prefix ?? []), schema.items, schema.contains, schema.unevaluated);
      break;
    case 'object':
      parts.push(
        ...schema.properties.map((property) => property.schema),
        schema.additional,
        ...(schema.patterns ?? []).map((pattern) => pattern.schema),
        schema.names,
        ...Object.values(schema.dependentSchemas ?? {}),
        schema.unevaluated,
      );
      break;
    case 'union':
    case 'intersection':
      parts.push(...schema.of);
      break;
    case 'not':
      parts.push(schema.schema);
      break;
    case 'conditional':
      parts.push(schema.if, schema.then, schema.else);
      break;
  }
  return parts.filter((part) => part !== undefined);
}
