import { isIdentifier } from '../model/names.ts';

/** Columns of a line of generated code; the formatter of generated projects is set to the same. */
export const lineWidth = 110;

/** Columns that a text takes, as formatters count them: none for accents, two for wide characters and emoji. */
export function widthOf(text: string): number {
  if (!/[^ -~]/.test(text)) return text.length;
  let width = 0;
  for (const character of text) if (!/\p{M}/u.test(character)) width += wide.test(character) ? 2 : 1;
  return width;
}

const wide =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6]|[\u{20000}-\u{3fffd}]|\p{Emoji_Presentation}/u;

const escapes: { readonly [character: string]: string } = {
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\b': '\\b',
  '\f': '\\f',
  '\v': '\\v',
  '\\': '\\\\',
};

/**
 * What may not stand in a source file as it is: control characters, line separators, lone surrogates, and the
 * characters that change the direction in which an editor shows a line.
 */
const unsafeCharacters =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
  /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\\]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/** Printable ASCII without quotes and backslashes: most texts. */
const plainText = /^[ !#-&(-[\]-~]*$/;

/**
 * A text as a literal of TypeScript: in single quotes, or in double quotes where that saves escapes, as formatters
 * have it. Every text is safe, and the result is one line.
 */
export function printString(text: string): string {
  if (plainText.test(text)) return `'${text}'`;
  const quote = count(text, "'") > count(text, '"') ? '"' : "'";
  const body = text.replace(unsafeCharacters, escapeCharacter);
  return quote + body.replaceAll(quote, `\\${quote}`) + quote;
}

function escapeCharacter(character: string): string {
  return escapes[character] ?? `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

function count(text: string, character: string): number {
  let found = 0;
  for (let at = text.indexOf(character); at !== -1; at = text.indexOf(character, at + 1)) found++;
  return found;
}

/** A name as a property key: bare where it may be, else a string. */
export function printKey(name: string): string {
  return /^[a-z_]\w*$/i.test(name) || isIdentifier(name) ? name : printString(name);
}

/** Where a printed expression stands: the columns before it on its line, those behind it, and the line's indent. */
export interface Position {
  readonly indent: number;
  readonly column: number;
  readonly tail: number;
}

const lineStart: Position = { indent: 0, column: 0, tail: 1 };

/**
 * A JSON value as an expression of TypeScript, laid out as a formatter would. `undefined` members are left out.
 * A key `__proto__` becomes an own property, as in `JSON.parse`.
 * @param printed members that stand elsewhere as well
 */
export function printLiteral(
  value: unknown,
  position: Position = lineStart,
  printed?: PrintedLiterals,
): string {
  if (typeof value !== 'object' || value === null) return printScalar(value);
  const flat = flatLiteral(value, lineWidth - position.column - position.tail);
  if (Array.isArray(value)) {
    if (value.length === 0) return '[]';
    return flat === undefined || breaksAlways(value) ? brokenArray(value, position) : flat;
  }
  if (membersOf(value).length === 0) return '{}';
  return flat === undefined || holdsBreaking(value) ? brokenObject(value, position, printed) : flat;
}

/** Texts of values that several files hold: each is laid out once, as long as it stands in the same place. */
export type PrintedLiterals = WeakMap<object, Position & { readonly text: string }>;

/** As `printLiteral`, for a value that several files hold. */
export function printLiteralOnce(value: unknown, position: Position, printed: PrintedLiterals): string {
  if (typeof value !== 'object' || value === null) return printLiteral(value, position);
  const { indent, column, tail } = position;
  const known = printed.get(value);
  if (known?.indent === indent && known.column === column && known.tail === tail) return known.text;
  const text = printLiteral(value, position);
  printed.set(value, { indent, column, tail, text });
  return text;
}

function printScalar(value: unknown): string {
  if (typeof value === 'string') return printString(value);
  if (typeof value === 'number') return printNumber(value);
  return typeof value === 'boolean' ? String(value) : 'null';
}

/** A value on one line; undefined, and given up as soon as that is clear, where it takes more columns than `room`. */
function flatLiteral(value: unknown, room: number): string | undefined {
  if (typeof value !== 'object' || value === null) {
    const text = printScalar(value);
    return widthOf(text) <= room ? text : undefined;
  }
  const isList = Array.isArray(value);
  const members: readonly (readonly [string, unknown])[] = isList
    ? value.map((item: unknown) => ['', item])
    : membersOf(value).map(([key, member]) => [`${literalKey(key)}: `, member]);
  if (members.length === 0) return room < 2 ? undefined : isList ? '[]' : '{}';
  const [open, close] = isList ? ['[', ']'] : ['{ ', ' }'];
  const parts: string[] = [];
  let left = room - open.length - close.length + separator.length;
  for (const [name, member] of members) {
    left -= separator.length + widthOf(name);
    const text = flatLiteral(member, left);
    if (text === undefined) return undefined;
    left -= widthOf(text);
    parts.push(name + text);
  }
  return open + parts.join(separator) + close;
}

const separator = ', ';

/** A finite number as formatters have it: `1e21`, `-0`. */
export function printNumber(value: number): string {
  if (!Number.isFinite(value)) return 'null';
  return Object.is(value, -0) ? '-0' : String(value).replace('e+', 'e');
}

function brokenArray(values: readonly unknown[], { indent }: Position): string {
  const inner = ' '.repeat(indent + 2);
  const close = `\n${' '.repeat(indent)}]`;
  if (values.every((value) => typeof value === 'number')) {
    return `[\n${fill(values.map(printNumber), inner)},${close}`;
  }
  const position = { indent: indent + 2, column: indent + 2, tail: 1 };
  return `[\n${values.map((value) => `${inner}${printLiteral(value, position)},`).join('\n')}${close}`;
}

function brokenObject(value: object, { indent }: Position, printed?: PrintedLiterals): string {
  const inner = ' '.repeat(indent + 2);
  const lines = membersOf(value).map(([key, member]) => {
    const name = literalKey(key);
    const column = indent + 2 + widthOf(name) + 2;
    if (typeof member === 'string') return `${inner}${name}:${printMemberText(name, member, indent + 2)},`;
    const place = { indent: indent + 2, column, tail: 1 };
    const text =
      printed === undefined ? printLiteral(member, place) : printLiteralOnce(member, place, printed);
    return `${inner}${name}: ${text},`;
  });
  return `{\n${lines.join('\n')}\n${' '.repeat(indent)}}`;
}

/**
 * A text behind the key of a member and its colon: where it is too long for the line, on the next one, as formatters
 * have it, unless the key is so short that little would be gained.
 * @param key as it is printed.
 * @param indent of the line that the key begins.
 */
export function printMemberText(key: string, text: string, indent: number): string {
  const literal = printString(text);
  const fits = indent + widthOf(key) + 2 + widthOf(literal) + 1 <= lineWidth;
  return fits || widthOf(key) < 5 ? ` ${literal}` : `\n${' '.repeat(indent + 2)}${literal}`;
}

/** Numbers side by side, as many as a line takes. */
function fill(texts: readonly string[], inner: string): string {
  const lines: string[] = [];
  let line = '';
  for (const text of texts) {
    const longer = line === '' ? inner + text : `${line}, ${text}`;
    if (line !== '' && longer.length + 1 > lineWidth) {
      lines.push(line);
      line = inner + text;
    } else {
      line = longer;
    }
  }
  return [...lines, line].join(',\n');
}

/** Formatters break a list of several lists, or of several objects, that hold more than one value each. */
function breaksAlways(values: readonly unknown[]): boolean {
  const [first] = values;
  if (values.length > 1 && typeof first === 'object' && first !== null) {
    const alike = values.every(
      (value) =>
        typeof value === 'object' &&
        value !== null &&
        Array.isArray(value) === Array.isArray(first) &&
        (Array.isArray(value) ? value.length : membersOf(value).length) > 1,
    );
    if (alike) return true;
  }
  return values.some(holdsBreaking);
}

function holdsBreaking(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return Array.isArray(value) ? breaksAlways(value) : Object.values(value).some(holdsBreaking);
}

function membersOf(value: object): [string, unknown][] {
  return Object.entries(value).filter(([, member]) => member !== undefined);
}

function literalKey(key: string): string {
  return key === '__proto__' ? "['__proto__']" : printKey(key);
}
