import { camelCase } from '../../model/names.ts';
import type { Schema } from '../../model/schema.ts';
import { type CodeWriter, codeWriter, mentions, writeCall, writeLine } from '../code-writer.ts';
import { lineWidth, printLiteral, printString } from '../literal.ts';

export interface ValidatorContext {
  /** The function that checks a named schema. */
  functionName(id: string): string;
  schemaOf(id: string): Schema | undefined;
}

/** A function in the making. */
export interface Emitter {
  readonly functionName: string;
  readonly context: ValidatorContext;
  readonly code: CodeWriter;
  /** Statements before the function, for what is made once. */
  readonly constants: string[];
  readonly names: Set<string>;
  readonly used: { readonly checks: Set<string>; readonly formats: Set<string> };
}

/** Where a check stands: the expression of the value, and the lists that it adds to. */
export interface Spot {
  /** A name that never changes: TypeScript may narrow it. */
  readonly value: string;
  /** Body of a template behind `${path}`: `.lines.${index}`. */
  readonly path: string;
  readonly issues: string;
  /** The value is known to be of this type. */
  readonly known?: 'object' | 'array' | 'string' | 'number';
}

/** An emitter of one function, with the names of its parameters taken. */
export function newEmitter(functionName: string, context: ValidatorContext): Emitter {
  return {
    functionName,
    context,
    code: codeWriter(),
    constants: [],
    names: new Set(['data', 'path', 'issues', 'fail']),
    used: { checks: new Set(), formats: new Set() },
  };
}

/** A helper of the runtime. */
export function check(emitter: Emitter, name: string): string {
  emitter.used.checks.add(name);
  return name;
}

/** The expression of the path to a spot. */
export function pathOf({ path }: Spot): string {
  return path === '' ? 'path' : `\`\${path}${path}\``;
}

/** Writes that a spot has an issue. */
export function emitFail(emitter: Emitter, spot: Spot, message: string): void {
  writeCall(emitter.code, check(emitter, 'fail'), [spot.issues, pathOf(spot), printString(message)]);
}

/** A step of a path from a name of the spec. */
export function pathStep(name: string): string {
  const text = printString(name).slice(1, -1);
  // Quotes need no backslash between backticks; one that follows a backslash of the name has none of its own.
  const bare = text.replace(/\\(.)/gs, (pair, mark) => (mark === "'" || mark === '"' ? mark : pair));
  return `.${bare.replaceAll('`', '\\`').replaceAll('${', '\\${')}`;
}

/** A variable name that is free in the function, as close to `wish` as can be. */
export function freshName(emitter: Emitter, wish: string): string {
  const base = camelCase(wish);
  const safe = reserved.has(base) ? `${base}Value` : base;
  for (let count = 1; ; count++) {
    const name = count === 1 ? safe : `${safe}${count}`;
    if (emitter.names.has(name)) continue;
    emitter.names.add(name);
    return name;
  }
}

/** Names that would hide what the code needs. */
const reserved = new Set(
  'array number object set undefined json string boolean symbol map error isNaN infinity naN'.split(' '),
);

/** A constant of the module, made once when it is loaded. */
function constant(emitter: Emitter, wish: string, print: (column: number) => string, type = ''): string {
  const suffix = freshName(emitter, wish);
  const name = `${emitter.functionName}${suffix.slice(0, 1).toUpperCase()}${suffix.slice(1)}`;
  const start = `const ${name}${type} = `;
  emitter.constants.push(`${start}${print(start.length)};`);
  return name;
}

/** The name of a constant that holds a pattern, compiled once a module. */
export function patternConstant(emitter: Emitter, pattern: string): string {
  const text = printString(pattern);
  return constant(emitter, 'pattern', (column) => {
    const flat = `new RegExp(${text}, 'u')`;
    return column + flat.length + 1 <= lineWidth ? flat : `new RegExp(\n  ${text},\n  'u',\n)`;
  });
}

/** The name of a constant that holds values to look up. `wish`: what to call it. */
export function setConstant(emitter: Emitter, wish: string, values: readonly unknown[]): string {
  return constant(emitter, wish, (column) => {
    const list = printLiteral(values, { indent: 0, column: column + 17, tail: 2 });
    return `new Set<unknown>(${list})`;
  });
}

/** The name of a constant that holds one value. */
export function literalConstant(emitter: Emitter, wish: string, value: unknown): string {
  return constant(
    emitter,
    wish,
    (column) => printLiteral(value, { indent: 0, column, tail: 1 }),
    ': unknown',
  );
}

/**
 * `const name = …;` and what `body` does with it; nothing where `body` writes nothing, and no constant where it does
 * not use it.
 */
export function withConstant({ code }: Emitter, name: string, expression: string, body: () => void): void {
  const start = code.lines.length;
  writeLine(code, `const ${name} = ${expression};`);
  body();
  if (!mentions(code.lines.slice(start + 1), name.replace(': unknown', ''))) code.lines.splice(start, 1);
}
