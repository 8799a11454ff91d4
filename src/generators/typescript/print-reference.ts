import { lineWidth } from '../../print/literal.ts';

/** A type by name, with type arguments: `Handler<TodosTaskCreated, Context>`. */
export type Reference = string | { readonly name: string; readonly of: readonly Reference[] };

/** Prints an exported type alias; arguments stand on lines of their own where the line is too short. */
export function printAlias(name: string, reference: Reference): string {
  const start = `export type ${name} = `;
  return `${start}${printReference(reference, 0, start.length)};`;
}

/** Prints a type at a column, with one column more for what ends it. */
export function printReference(reference: Reference, indent: number, column: number): string {
  const text = flat(reference);
  if (column + text.length + 1 <= lineWidth || typeof reference === 'string') return text;
  const pad = ' '.repeat(indent + 2);
  const lines = reference.of.map((part) => pad + printReference(part, indent + 2, indent + 2));
  return `${reference.name}<\n${lines.join(',\n')}\n${' '.repeat(indent)}>`;
}

function flat(reference: Reference): string {
  return typeof reference === 'string'
    ? reference
    : `${reference.name}<${reference.of.map(flat).join(', ')}>`;
}
