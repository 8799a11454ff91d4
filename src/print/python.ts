import { widthOf } from './literal.ts';
import { wrapLine } from './wrap-line.ts';

/** Columns of a line of generated Python; the formatter of generated projects is set to the same. */
const pythonLineWidth = 120;

/** A piece of Python: text as it is, or a bracket with parts between commas. */
export type Py = string | PyGroup;

export interface PyGroup {
  /** `RetryPolicy(`, `[`, `{` */
  readonly open: string;
  readonly close: string;
  readonly parts: readonly PyPart[];
}

export interface PyPart {
  /** `attempts=`, `"key": `, or nothing. */
  readonly head: string;
  readonly value: Py;
}

/** A call with named arguments; those that are undefined are left out. */
export function pyCall(name: string, args: { readonly [name: string]: Py | undefined }): Py {
  return {
    open: `${name}(`,
    close: ')',
    parts: Object.entries(args).flatMap(([argument, value]) =>
      value === undefined ? [] : [{ head: `${argument}=`, value }],
    ),
  };
}

/** A call with arguments in order. */
export function pyApply(name: string, args: readonly Py[]): Py {
  return { open: `${name}(`, close: ')', parts: args.map((value) => ({ head: '', value })) };
}

/** A list of parts. */
export function pyList(items: readonly Py[]): Py {
  return { open: '[', close: ']', parts: items.map((value) => ({ head: '', value })) };
}

/** A dictionary; the keys are texts. `close` adds what follows: `}[environment]`. */
export function pyDict(entries: readonly (readonly [string, Py])[], close = '}'): Py {
  return {
    open: '{',
    close,
    parts: entries.map(([key, value]) => ({ head: `${printPyString(key)}: `, value })),
  };
}

/** A value of JSON as Python. */
export function pyValue(value: unknown): Py {
  if (value === null || value === undefined) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value === 'number') return printPyNumber(value);
  if (typeof value === 'string') return printPyString(value);
  if (Array.isArray(value)) return pyList(value.map(pyValue));
  return pyDict(Object.entries(value).map(([key, member]) => [key, pyValue(member)]));
}

/**
 * Lays a piece out as Ruff does: in one line where it fits, else a part a line with a comma behind each.
 * @param indent of the line that it stands in, in columns
 * @param used columns of that line before the piece, and those that follow it
 */
export function printPy(piece: Py, indent = 0, used = indent): string {
  const inline = inlinePy(piece);
  if (typeof piece === 'string' || used + widthOf(inline) <= pythonLineWidth || piece.parts.length === 0) {
    return inline;
  }
  const pad = ' '.repeat(indent + 4);
  const lines = piece.parts.map(
    ({ head, value }) => `${pad}${head}${printPy(value, indent + 4, indent + 5 + widthOf(head))},\n`,
  );
  return `${piece.open}\n${lines.join('')}${' '.repeat(indent)}${piece.close}`;
}

function inlinePy(piece: Py): string {
  if (typeof piece === 'string') return piece;
  return `${piece.open}${piece.parts.map(({ head, value }) => head + inlinePy(value)).join(', ')}${piece.close}`;
}

/** The head of a method, four columns in, or of a function: in one line, its arguments in one line, or an argument a line. */
export function printPySignature(
  head: string,
  parameters: readonly string[],
  result: string,
  indent = 4,
): string {
  const pad = ' '.repeat(indent);
  const line = `${pad}${head}(${parameters.join(', ')}) -> ${result}:`;
  if (widthOf(line) <= pythonLineWidth) return line;
  const inner = `${pad}    ${parameters.join(', ')}`;
  if (widthOf(inner) <= pythonLineWidth && parameters.length > 1)
    return `${pad}${head}(\n${inner}\n${pad}) -> ${result}:`;
  return `${pad}${head}(\n${parameters.map((each) => `${pad}    ${each},\n`).join('')}${pad}) -> ${result}:`;
}

/** `A | B` behind a head, in brackets where it needs several lines. */
export function printPyUnion(head: string, types: readonly string[]): string {
  const line = head + types.join(' | ');
  if (widthOf(line) <= pythonLineWidth) return line;
  const inner = `    ${types.join(' | ')}`;
  const body = widthOf(inner) <= pythonLineWidth ? inner : `    ${types.join('\n    | ')}`;
  return `${head}(\n${body}\n)`;
}

/**
 * A text as a literal of Python, in the quotes that formatters choose. Every text is safe, and the result is one line:
 * control characters, lone surrogates and what changes the direction of a line are escaped.
 */
export function printPyString(text: string): string {
  const quote = text.split('"').length > text.split("'").length ? "'" : '"';
  const body = text.replace(unsafeCharacters, (character) => {
    const known = escapes[character];
    if (known !== undefined) return known;
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
  return quote + body.replaceAll(quote, `\\${quote}`) + quote;
}

const escapes: { readonly [character: string]: string } = {
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\\': '\\\\',
};

const unsafeCharacters =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
  /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\\]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/** A number; whole ones without a point, however large. */
function printPyNumber(value: number): string {
  if (Number.isSafeInteger(value)) return String(Object.is(value, -0) ? 0 : value);
  return String(value).replace('e+', 'e');
}

/** A docstring at an indent, with the indent in front; an empty text where there is nothing to say. */
export function printPyDoc(blocks: readonly string[], indent: number): string {
  const lines = blocks.flatMap((block) => block.split('\n')).map((line) => line.trimEnd());
  while (lines.at(-1) === '') lines.pop();
  while (lines[0] === '') lines.shift();
  const pad = ' '.repeat(indent);
  const [first = ''] = lines;
  if (lines.length === 0) return '';
  if (lines.length === 1 && indent + widthOf(first) + 6 <= pythonLineWidth) return `${pad}"""${first}"""`;
  // So much that a line which is too long for its quotes becomes two: formatters would draw the quotes to it.
  const wrapped = lines.flatMap((line) => wrapLine(line, pythonLineWidth - indent - 10));
  const body = wrapped.map((line, index) => (index === 0 || line === '' ? line : pad + line));
  return `${pad}"""${body.join('\n')}\n${pad}"""`;
}

/** Text of the spec for a docstring or comment: it can't end it, escape anything, or turn a line around. */
export function pyText(text: string): string {
  return text
    .replace(/\r\n?|[\u2028\u2029\u0085\v\f]/g, '\n')
    .replace(/\t/g, '    ')
    .replaceAll('\\', '\\\\')
    .replace(unsafeInText, '')
    .replaceAll('"""', '\\"\\"\\"')
    .replace(/"$/, '\\"')
    .trim();
}

const unsafeInText =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
  /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/** `from x import a, b`, sorted as Ruff sorts them; a module without names is left out. */
export function printPyImport(module: string, names: Iterable<string>): string {
  const sorted = [...new Set(names)].sort(byKind);
  if (sorted.length === 0) return '';
  const line = `from ${module} import ${sorted.join(', ')}`;
  if (line.length <= pythonLineWidth) return `${line}\n`;
  return `from ${module} import (\n${sorted.map((name) => `    ${name},\n`).join('')})\n`;
}

/** Constants, then classes, then the rest: the order of isort. */
function byKind(a: string, b: string): number {
  const [nameA, nameB] = [a, b].map((name) => name.split(' as ')[0] ?? name);
  const difference = kindOf(nameA ?? a) - kindOf(nameB ?? b);
  if (difference !== 0) return difference;
  return (nameA ?? a).toLowerCase() < (nameB ?? b).toLowerCase() ? -1 : 1;
}

function kindOf(name: string): number {
  if (/^[A-Z0-9_]+$/.test(name) && name.length > 1) return 0;
  return /^_*[A-Z]/.test(name) ? 1 : 2;
}
