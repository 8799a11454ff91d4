import { show } from '../../model/json-value.ts';
import { type JsonType, jsonTypes, type Shape } from './shape.ts';

/** The types that a shape allows, as a schema names them. */
export function typeWords(shape: Shape): string[] {
  return jsonTypes
    .filter((type) => shape[type] !== undefined)
    .map((type) => (type === 'number' && isWhole(shape) ? 'integer' : type));
}

function isWhole({ number }: Shape): boolean {
  return number?.values?.every(Number.isInteger) ?? number?.integer === true;
}

/** `string`, `string or null`, `any type`, `nothing`. */
export function describeTypes(shape: Shape): string {
  const words = typeWords(shape);
  if (words.length === 0) return 'nothing';
  if (words.length === jsonTypes.length && !words.includes('integer')) return 'any type';
  return listed(words, 'or');
}

/** Whether only listed values are allowed; true and false alone, or null alone, are types. */
export function isEnumeration(shape: Shape): boolean {
  const types = jsonTypes.filter((type) => shape[type] !== undefined);
  return (
    types.length > 0 &&
    types.every((type) => shape[type]?.values !== undefined) &&
    types.some((type) => !isWholeType(type, shape))
  );
}

function isWholeType(type: JsonType, shape: Shape): boolean {
  return type === 'null' || (type === 'boolean' && shape.boolean?.values?.length === 2);
}

/** Values as they are written, the first few of many. */
export function describeValues(values: readonly unknown[]): string {
  const shown = values
    .slice(0, 5)
    .map((value) => (typeof value === 'object' && value !== null ? JSON.stringify(value) : show(value)));
  return values.length > 5 ? `${shown.join(', ')} and ${values.length - 5} more` : shown.join(', ');
}

/** What a schema is, in a few words: `string (date-time)`, `"a", "b"`, `integer or null`. */
export function describeShape(shape: Shape): string {
  if (isEnumeration(shape)) return describeValues(jsonTypes.flatMap((type) => shape[type]?.values ?? []));
  const words = describeTypes(shape);
  const formats = [...(shape.string?.formats ?? []), ...(shape.number?.formats ?? [])];
  return formats.length === 0 || words === 'any type' ? words : `${words} (${formats.join(', ')})`;
}

/** `a`, `a or b`, `a, b or c`. */
export function listed(words: readonly string[], last: 'and' | 'or'): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} ${last} ${words.at(-1)}`;
}

/** A number that may be no limit at all. */
export function describeLimit(limit: number): string {
  return Number.isFinite(limit) ? String(limit) : 'none';
}
