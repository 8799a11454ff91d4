import type { Schema } from '../model/schema.ts';
import { printNumber } from './literal.ts';

/**
 * What a schema demands beyond its type, as short phrases for people: `1 to 200 characters`, `format date-time`.
 * Only what holds for the value itself; members and items speak for themselves.
 */
export function describeConstraints(schema: Schema): string[] {
  switch (schema.kind) {
    case 'string': {
      const { format, pattern, contentEncoding, contentMediaType } = schema;
      const found = range(schema.minLength, schema.maxLength, 'character');
      if (format !== undefined) found.push(`format ${format}`);
      if (pattern !== undefined) found.push(`pattern \`${pattern}\``);
      if (contentEncoding !== undefined) found.push(`encoded as ${contentEncoding}`);
      if (contentMediaType !== undefined) found.push(`content ${contentMediaType}`);
      return found;
    }
    case 'number': {
      const { integer, exclusiveMinimum, exclusiveMaximum, multipleOf, format } = schema;
      const found = [...(integer ? ['integer'] : []), ...range(schema.minimum, schema.maximum)];
      if (exclusiveMinimum !== undefined) found.push(`more than ${printNumber(exclusiveMinimum)}`);
      if (exclusiveMaximum !== undefined) found.push(`less than ${printNumber(exclusiveMaximum)}`);
      if (multipleOf !== undefined) found.push(`multiple of ${printNumber(multipleOf)}`);
      if (format !== undefined) found.push(`format ${format}`);
      return found;
    }
    case 'array':
      return [
        ...range(schema.minItems, schema.maxItems, 'item'),
        ...(schema.unique === true ? ['no item twice'] : []),
      ];
    case 'object':
      return range(schema.minProperties, schema.maxProperties, 'member');
    case 'intersection':
      return [...new Set(schema.of.flatMap(describeConstraints))];
    case 'union': {
      const [only, ...others] = schema.of.filter((branch) => branch.kind !== 'null');
      return only !== undefined && others.length === 0 ? describeConstraints(only) : [];
    }
    default:
      return [];
  }
}

function range(least: number | undefined, most: number | undefined, unit?: string): string[] {
  if (least === undefined && most === undefined) return [];
  const lower = unit !== undefined && least === 0 ? undefined : least;
  const counted = (value: number): string =>
    unit === undefined ? printNumber(value) : `${printNumber(value)} ${unit}${value === 1 ? '' : 's'}`;
  if (lower === undefined && most === undefined) return [];
  if (lower === undefined) return [`at most ${counted(most ?? 0)}`];
  if (most === undefined) return [`at least ${counted(lower)}`];
  if (lower === most) return [unit === undefined ? `exactly ${counted(most)}` : counted(most)];
  return [`${printNumber(lower)} to ${counted(most)}`];
}
