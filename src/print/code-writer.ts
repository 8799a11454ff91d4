import { lineWidth, widthOf } from './literal.ts';

/** Lines of code as they are written, laid out as a formatter would. Written to by the functions of this file. */
export interface CodeWriter {
  readonly lines: string[];
  indent: number;
  /** Stands before the next line: `} else `. */
  prefix: string;
}

/** An empty writer; its lines begin with `indent` blanks. */
export function codeWriter(indent = 0): CodeWriter {
  return { lines: [], indent, prefix: '' };
}

/** Adds a line, behind the prefix where one waits. */
export function writeLine(code: CodeWriter, text: string): void {
  code.lines.push(' '.repeat(code.indent) + code.prefix + text);
  code.prefix = '';
}

/** `head {`, what `body` writes, `}`; nothing at all where the body stays empty. */
export function writeBlock(code: CodeWriter, head: string, body: () => void): boolean {
  const start = code.lines.length;
  writeLine(code, `${head} {`);
  code.indent += 2;
  body();
  code.indent -= 2;
  if (code.lines.length === start + 1) {
    code.lines.pop();
    return false;
  }
  writeLine(code, '}');
  return true;
}

/** The other half of an `if`. */
export interface Otherwise {
  /** Terms of the opposite condition, for where the first half stays empty. */
  readonly unless: readonly string[];
  readonly body: () => void;
  /** The body is known to write one `if`, and to start with it: the halves become `else if`. */
  readonly isOneIf?: boolean;
}

/**
 * `if (…) { yes } else { no }`; halves that stay empty are left out.
 * @param terms of the condition, joined by `operator`
 */
export function writeIf(
  code: CodeWriter,
  terms: readonly string[],
  operator: '&&' | '||',
  yes: () => void,
  no?: Otherwise,
): void {
  const wrote = writeBlock(code, condition(code, terms, operator), yes);
  if (no === undefined) return;
  if (!wrote) {
    writeBlock(code, condition(code, no.unless, operator === '&&' ? '||' : '&&'), no.body);
    return;
  }
  code.lines.pop();
  if (no.isOneIf === true) {
    code.prefix = '} else ';
    no.body();
  } else if (!writeBlock(code, '} else', no.body)) writeLine(code, '}');
}

function condition(code: CodeWriter, terms: readonly string[], operator: '&&' | '||'): string {
  const flat = `if (${terms.join(` ${operator} `)})`;
  if (code.indent + code.prefix.length + widthOf(flat) + 2 <= lineWidth || terms.length < 2) return flat;
  const margin = ' '.repeat(code.indent);
  return `if (\n${terms.map((term) => `${margin}  ${term}`).join(` ${operator}\n`)}\n${margin})`;
}

/** A call as a statement; arguments get lines of their own where one line is too short. */
export function writeCall(code: CodeWriter, name: string, args: readonly string[]): void {
  const flat = `${name}(${args.join(', ')});`;
  if (code.indent + widthOf(flat) <= lineWidth) {
    writeLine(code, flat);
    return;
  }
  writeLine(code, `${name}(`);
  for (const arg of args) writeLine(code, `  ${arg},`);
  writeLine(code, ');');
}

/** A call whose last argument is a list, which alone is broken where one line is too short. */
export function writeListCall(
  code: CodeWriter,
  name: string,
  args: readonly string[],
  items: readonly string[],
): void {
  const start = `${name}(${[...args, ''].join(', ')}[`;
  const flat = `${start}${items.join(', ')}]);`;
  if (code.indent + widthOf(flat) <= lineWidth) {
    writeLine(code, flat);
    return;
  }
  writeLine(code, start);
  for (const item of items) writeLine(code, `  ${item},`);
  writeLine(code, ']);');
}

const stringLiterals = /'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"/g;
const templates = /`((?:\\.|[^`\\])*)`/g;

/** Whether lines of code use a name; texts in them do not count. */
export function mentions(lines: readonly string[], name: string): boolean {
  const use = new RegExp(`(?<![.\\w])${name}(?!\\w)`);
  return lines.some((line) => line.includes(name) && use.test(line) && use.test(withoutTexts(line)));
}

function withoutTexts(line: string): string {
  return line
    .replace(stringLiterals, '')
    .replace(templates, (_, body: string) =>
      [...body.matchAll(/\$\{(\w+)\}/g)].map((match) => match[1]).join(' '),
    );
}
