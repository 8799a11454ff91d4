import type { Property, Schema } from '../../model/schema.ts';
import { canPrint } from '../../print/validator.ts';

/**
 * The part of a schema that printed validators can check: without `unevaluatedProperties` and `unevaluatedItems`,
 * which would have to know what all other keywords have looked at. It accepts all that the schema does, and more.
 */
export function printableSchema(schema: Schema): Schema {
  if (canPrint(schema)) return schema;
  switch (schema.kind) {
    case 'array': {
      const { unevaluated: _, contains, minContains, maxContains, prefix, items, ...rest } = schema;
      return {
        ...rest,
        ...(prefix && { prefix: prefix.map(printableSchema) }),
        ...(items && { items: printableSchema(items) }),
        ...(contains && canPrint(contains) && { contains, ...bounds(minContains, maxContains) }),
      };
    }
    case 'object': {
      const { unevaluated: _, properties, patterns, dependentSchemas, additional, names, ...rest } = schema;
      return {
        ...rest,
        properties: properties.map(
          (property): Property => ({ ...property, schema: printableSchema(property.schema) }),
        ),
        ...(patterns && {
          patterns: patterns.map((each) => ({ ...each, schema: printableSchema(each.schema) })),
        }),
        ...(dependentSchemas && {
          dependentSchemas: Object.fromEntries(
            Object.entries(dependentSchemas).map(([name, each]) => [name, printableSchema(each)]),
          ),
        }),
        ...(additional && { additional: printableSchema(additional) }),
        ...(names && { names: printableSchema(names) }),
      };
    }
    case 'union':
      // Wider branches may both fit, so that "exactly one" would refuse what the schema takes.
      return {
        ...schema,
        rule: schema.rule === 'one' ? 'any' : schema.rule,
        of: schema.of.map(printableSchema),
      };
    case 'intersection':
      return { ...schema, of: schema.of.map(printableSchema) };
    case 'not':
    case 'conditional':
      // Widening a condition narrows what it decides.
      return { kind: 'any' };
    default:
      return schema;
  }
}

function bounds(minContains: number | undefined, maxContains: number | undefined) {
  return {
    ...(minContains === undefined ? {} : { minContains }),
    ...(maxContains === undefined ? {} : { maxContains }),
  };
}
