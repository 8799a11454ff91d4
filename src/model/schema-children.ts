import type { Schema } from './schema.ts';

/** The schemas directly inside a schema. */
export function childrenOf(schema: Schema): Schema[] {
  const children: Schema[] = [];
  eachChild(schema, (child) => children.push(child));
  return children;
}

/**
 * Calls back for each schema directly inside a schema, with the keyword that holds it in the JSON it was read from,
 * and its name or index there.
 */
export function eachChild(
  schema: Schema,
  visit: (child: Schema, keyword?: string, key?: string | number) => void,
): void {
  switch (schema.kind) {
    case 'object':
      for (const property of schema.properties) visit(property.schema, 'properties', property.name);
      if (schema.additional) visit(schema.additional, 'additionalProperties');
      if (schema.patterns)
        for (const entry of schema.patterns) visit(entry.schema, 'patternProperties', entry.pattern);
      if (schema.names) visit(schema.names, 'propertyNames');
      if (schema.dependentSchemas)
        for (const [name, part] of Object.entries(schema.dependentSchemas)) {
          visit(part, 'dependentSchemas', name);
        }
      if (schema.unevaluated) visit(schema.unevaluated, 'unevaluatedProperties');
      break;
    case 'array':
      if (schema.prefix)
        for (const [index, part] of schema.prefix.entries()) visit(part, 'prefixItems', index);
      if (schema.items) visit(schema.items, 'items');
      if (schema.contains) visit(schema.contains, 'contains');
      if (schema.unevaluated) visit(schema.unevaluated, 'unevaluatedItems');
      break;
    case 'union':
      for (const [index, part] of schema.of.entries()) {
        if (schema.rule === 'types') visit(part);
        else visit(part, schema.rule === 'any' ? 'anyOf' : 'oneOf', index);
      }
      break;
    case 'intersection':
      for (const [index, part] of schema.of.entries()) {
        if (schema.merged) visit(part);
        else visit(part, 'allOf', index);
      }
      break;
    case 'not':
      visit(schema.schema, 'not');
      break;
    case 'conditional':
      visit(schema.if, 'if');
      if (schema.then) visit(schema.then, 'then');
      if (schema.else) visit(schema.else, 'else');
      break;
    default:
  }
}
