import type { NamedSchema, Schema } from '../../model/schema.ts';

/** Schemas never change, and nearly every generator asks. */
const known = new WeakMap<Schema, readonly string[]>();

/** Ids of the schemas that a schema refers to itself, each once, sorted. */
export function referencesOf(schema: Schema): readonly string[] {
  const before = known.get(schema);
  if (before !== undefined) return before;
  const references = findReferences(schema);
  known.set(schema, references);
  return references;
}

function findReferences(schema: Schema): readonly string[] {
  const found = new Set<string>();
  const visit = (node: Schema): void => {
    if (node.kind === 'ref') found.add(node.id);
    else eachPart(node, visit);
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

function eachPart(schema: Schema, visit: (part: Schema) => void): void {
  const each = (part: Schema | undefined): void => {
    if (part !== undefined) visit(part);
  };
  switch (schema.kind) {
    case 'array':
      schema.prefix?.forEach(each);
      each(schema.items);
      each(schema.contains);
      each(schema.unevaluated);
      break;
    case 'object':
      for (const property of schema.properties) visit(property.schema);
      each(schema.additional);
      for (const pattern of schema.patterns ?? []) visit(pattern.schema);
      each(schema.names);
      for (const part of Object.values(schema.dependentSchemas ?? {})) visit(part);
      each(schema.unevaluated);
      break;
    case 'union':
    case 'intersection':
      schema.of.forEach(each);
      break;
    case 'not':
      visit(schema.schema);
      break;
    case 'conditional':
      each(schema.if);
      each(schema.then);
      each(schema.else);
      break;
  }
}
