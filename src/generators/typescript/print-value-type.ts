import { printKey } from '../../print/literal.ts';

/** The type of a JSON value, as wide as a value that was inferred: `{ readonly name: string }`. */
export function printValueType(value: unknown): string {
  if (value === null || value === undefined) return 'null';
  if (Array.isArray(value)) {
    const items = [...new Set(value.map(printValueType))];
    const [only = 'never', ...others] = items;
    return others.length === 0 && !/[ |]/.test(only)
      ? `readonly ${only}[]`
      : `readonly (${items.join(' | ')})[]`;
  }
  if (typeof value !== 'object') return typeof value;
  const members = Object.entries(value).map(
    ([name, member]) => `readonly ${printKey(name)}: ${printValueType(member)}`,
  );
  return members.length === 0 ? 'Record<never, never>' : `{ ${members.join('; ')} }`;
}
