import type { Cursor } from './cursor.ts';
import type { ShapeKey } from './shape.ts';

/** Something that can be written at the cursor in place of the word there. */
export interface Suggestion {
  readonly label: string;
  readonly kind: 'key' | 'value' | 'event' | 'service' | 'name' | 'schema' | 'file';
  /** What is written; the label where nothing else is said. */
  readonly text?: string;
  readonly detail?: string;
  /** Markdown. */
  readonly description?: string;
  /** Before others of less weight: required keys, names that fit. */
  readonly first?: boolean;
}

/** How a completion is asked for: the cursor, and the text around it. */
export interface CompletionPlace {
  readonly cursor: Cursor;
  readonly text: string;
  /** Columns before the line's word. */
  readonly column: number;
}

/** Keys that a map does not have yet, each with what begins its value. */
export function suggestKeys(keys: readonly ShapeKey[], place: CompletionPlace): readonly Suggestion[] {
  const { cursor } = place;
  return keys
    .filter(({ name }) => !cursor.members.has(name) || name === cursor.token.text)
    .map(
      ({ name, description, required, type }): Suggestion => ({
        label: name,
        kind: 'key',
        text: keyText(name, type, place),
        ...(required ? { detail: 'required', first: true } : {}),
        ...(description === undefined ? {} : { description }),
      }),
    );
}

/** A key with what follows it: in a block a map goes on in the next line, in brackets on the same. */
export function keyText(
  name: string,
  type: ShapeKey['type'],
  { cursor, text, column }: CompletionPlace,
): string {
  const { token, flow } = cursor;
  const key = token.quote === '"' && flow ? JSON.stringify(name) : name;
  if (/^[ \t]*:/.test(text.slice(token.offset + token.length))) return key;
  if (flow) return `${key}: `;
  const indent = ' '.repeat(column);
  if (type === 'object') return `${key}:\n${indent}  `;
  return type === 'array' ? `${key}:\n${indent}  - ` : `${key}: `;
}

/** A scalar as it has to be written at the cursor: in the quotes that are there, or in new ones where YAML needs them. */
export function scalarText(value: string, { cursor }: CompletionPlace): string {
  const { quote } = cursor.token;
  if (quote === '"') return JSON.stringify(value);
  const isPlain = /^[A-Za-z0-9_./][\w./-]*$/.test(value) && !value.includes(': ');
  return quote === "'" || !isPlain ? `'${value.replaceAll("'", "''")}'` : value;
}
