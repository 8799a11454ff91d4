import { checkValue } from '../model/check-value.ts';
import type { ArraySchema, NumberSchema, ObjectSchema, Schema, StringSchema } from '../model/schema.ts';
import { defineRule } from './rule.ts';

export const schemaUnsatisfiable = defineRule({
  id: 'schema-unsatisfiable',
  title: 'Some value fits every schema',
  topic: 'schema',
  severity: { minimal: 'error', recommended: 'error', strict: 'error', imported: 'warning' },
  local: true,
  visit: {
    schema(schema, at, { report }) {
      const reason = contradiction(schema);
      if (reason === undefined) return;
      report({
        message: `no value fits this schema: ${reason}`,
        help: 'let its keywords agree',
        at,
      });
    },
  },
});

/** Why no value (or, of a loose schema, none of its type) can fit, seen at this node alone. */
function contradiction(schema: Schema): string | undefined {
  switch (schema.kind) {
    case 'number':
      return numberContradiction(schema);
    case 'string':
      return (
        above('minLength', schema.minLength, 'maxLength', schema.maxLength) ?? patternContradiction(schema)
      );
    case 'array':
      return arrayContradiction(schema);
    case 'object':
      return objectContradiction(schema);
    case 'enum':
      return schema.values.length === 0 ? 'its enum is empty' : undefined;
    case 'intersection':
      return intersectionContradiction(schema.of);
    default:
      return undefined;
  }
}

function numberContradiction(schema: NumberSchema): string | undefined {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum } = schema;
  return (
    above('minimum', minimum, 'maximum', maximum) ??
    above('minimum', minimum, 'exclusiveMaximum', exclusiveMaximum, true) ??
    above('exclusiveMinimum', exclusiveMinimum, 'maximum', maximum, true) ??
    above('exclusiveMinimum', exclusiveMinimum, 'exclusiveMaximum', exclusiveMaximum, true)
  );
}

function patternContradiction(schema: StringSchema): string | undefined {
  // Exactly n characters by the pattern, of the form that people write for codes: ^[A-Z]{3}$
  const length = /^\^\[[^\]\\]+\]\{(\d+)\}\$$/.exec(schema.pattern ?? '')?.[1];
  if (length === undefined) return undefined;
  const exact = Number(length);
  return (
    above('the length in its pattern,', exact, 'maxLength', schema.maxLength) ??
    above('minLength', schema.minLength, 'the length in its pattern,', exact)
  );
}

function arrayContradiction(schema: ArraySchema): string | undefined {
  const size = above('minItems', schema.minItems, 'maxItems', schema.maxItems);
  if (size !== undefined) return size;
  const needed = schema.minContains ?? (schema.contains === undefined ? 0 : 1);
  if (schema.contains?.kind === 'never' && needed > 0) return 'it must contain what nothing fits';
  const prefix = schema.prefix?.length ?? 0;
  if (schema.items?.kind === 'never' && (schema.minItems ?? 0) > prefix) {
    return `minItems ${schema.minItems} asks for items behind the ${prefix} that it allows`;
  }
  return above('minContains', schema.minContains, 'maxContains', schema.maxContains);
}

function objectContradiction(schema: ObjectSchema): string | undefined {
  const impossible = schema.properties.find(
    (property) => property.required && property.schema.kind === 'never',
  );
  if (impossible !== undefined) return `${impossible.name} is required and may not stand there`;
  const closed = schema.additional?.kind === 'never' && (schema.patterns ?? []).length === 0;
  const unlisted = schema.requiredElsewhere?.[0];
  if (closed && unlisted !== undefined) {
    return `${unlisted} is required, but properties does not list it and additionalProperties is false`;
  }
  if (closed && (schema.minProperties ?? 0) > schema.properties.length) {
    return `minProperties ${schema.minProperties} asks for more properties than it allows`;
  }
  const required = schema.properties.filter((property) => property.required).length;
  return (
    above('the number of required properties', required, 'maxProperties', schema.maxProperties) ??
    above('minProperties', schema.minProperties, 'maxProperties', schema.maxProperties)
  );
}

function intersectionContradiction(parts: readonly Schema[]): string | undefined {
  const known = parts.map((part) => ({ part, types: typesOf(part) }));
  for (const [index, a] of known.entries()) {
    for (const b of known.slice(index + 1)) {
      if (a.types === undefined || b.types === undefined) continue;
      if (a.part.kind === 'enum' || b.part.kind === 'enum') continue;
      if (![...a.types].some((type) => b.types?.has(type))) {
        return `it has to be ${[...a.types].join(' or ')} and ${[...b.types].join(' or ')} at once`;
      }
    }
  }
  // An enum beside other keywords: some value has to pass them all.
  const choice = parts.find((part) => part.kind === 'enum');
  if (choice?.kind !== 'enum' || choice.values.length === 0) return undefined;
  const others = parts.filter((part) => part !== choice && part.kind !== 'ref');
  const fits = choice.values.some((value) =>
    others.every((part) => checkValue(value, part, { schemaOf: () => undefined }).length === 0),
  );
  return fits ? undefined : 'none of the values of its enum fits its other keywords';
}

/** The JSON types that a schema lets through, where that is plain to see. */
function typesOf(schema: Schema): ReadonlySet<string> | undefined {
  switch (schema.kind) {
    case 'string':
    case 'number':
    case 'array':
    case 'object':
      return schema.loose === true ? undefined : new Set([schema.kind]);
    case 'boolean':
    case 'null':
      return new Set([schema.kind]);
    case 'union': {
      const types = schema.of.map(typesOf);
      return types.every((set) => set !== undefined) ? new Set(types.flatMap((set) => [...set])) : undefined;
    }
    default:
      return undefined;
  }
}

function above(
  low: string,
  least: number | undefined,
  high: string,
  most: number | undefined,
  exclusive = false,
): string | undefined {
  if (least === undefined || most === undefined) return undefined;
  if (exclusive ? least < most : least <= most) return undefined;
  return `${low} ${least} ${least > most ? 'is above' : 'leaves nothing up to'} ${high} ${most}`;
}
