import { lineWidth, printKey, printMemberText, printNumber, printString } from '../../print/literal.ts';

/**
 * A value as it stands in generated code: data, expressions among them, members that differ between environments.
 * Laid out as Biome would (110 columns, single quotes), so that formatting a generated file changes nothing.
 */
export type Code =
  | Scalar
  | readonly Code[]
  | { readonly [member: string]: Code }
  | Expression
  | Choice
  | Spread
  | Typed;
type Scalar = string | number | boolean | null | undefined;

const kind = Symbol('kind');

/** Code as it is; it must fit the line that it stands in. */
export interface Expression {
  readonly [kind]: 'expression';
  readonly text: string;
  /** Names that it needs imported. */
  readonly uses: readonly string[];
  /** Of a type that takes certain texts only; as one of several it would widen to any text. */
  readonly literal?: true;
  /** The same without the words of a language. */
  readonly source?: Source;
}

/** What an expression says: a value, or what a helper makes of values. */
export type Source = { readonly value: string } | { readonly call: string; readonly values: readonly Code[] };

/** A value for each environment, chosen by the variable `environment`. */
export interface Choice {
  readonly [kind]: 'choice';
  readonly by: { readonly [environment: string]: Code };
}

/** Members that an object has in some environments only; its key in the object is not printed. */
export interface Spread {
  readonly [kind]: 'spread';
  readonly by: { readonly [environment: string]: Code };
}

/** A value that has to be told its type, where TypeScript would not see it. */
export interface Typed {
  readonly [kind]: 'typed';
  readonly value: Code;
  readonly type: string;
}

export function expression(text: string, ...uses: readonly string[]): Expression {
  return { [kind]: 'expression', text, uses };
}

/** One of the texts that a union of literals allows. */
export function literal(text: string): Expression {
  return { ...expression(printString(text)), literal: true, source: { value: text } };
}

export function choice(by: Choice['by']): Choice {
  return { [kind]: 'choice', by };
}

export function spread(by: Spread['by']): Spread {
  return { [kind]: 'spread', by };
}

export function typed(value: Code, type: string): Typed {
  return { [kind]: 'typed', value, type };
}

/**
 * Prints a value. Members that are undefined are left out.
 * @param indent of the line that it stands in, in columns.
 * @param used columns of that line before the value, the indent included; 1 more is kept for a comma behind it.
 */
export function printCode(value: Code, indent = 0, used = indent): string {
  const inline = printInline(value);
  if (inline !== undefined && used + inline.length + 1 <= lineWidth) return inline;
  return printBroken(value, indent);
}

/** In one line, or undefined where its layout is several lines whatever the width. */
function printInline(value: Code): string | undefined {
  if (typeof value === 'number') return printNumber(value);
  if (value === null || value === undefined || typeof value === 'boolean') return String(value);
  if (typeof value === 'string') return printString(value);
  if (isList(value)) return inlineList(value);
  if (isExpression(value)) return value.text.includes('\n') ? undefined : value.text;
  if (isChoice(value)) return inlineChoice(value.by);
  if (isSpread(value)) return undefined;
  if (isTyped(value)) return inlineTyped(value);
  return inlineObject(value);
}

function inlineList(items: readonly Code[]): string | undefined {
  if (isMatrix(items)) return undefined;
  const parts: string[] = [];
  for (const item of items) {
    const text = printInline(item);
    if (text === undefined) return undefined;
    parts.push(text);
  }
  return `[${parts.join(', ')}]`;
}

/** Objects of up to four short members stand in one line. */
function inlineObject(object: Members): string | undefined {
  if (hasMembers(object, 5)) return undefined;
  const members = membersOf(object);
  if (members.length === 0) return '{}';
  const parts: string[] = [];
  for (const [name, member] of members) {
    if (!isShort(member)) return undefined;
    const text = printInline(member);
    if (text === undefined) return undefined;
    parts.push(`${printMemberName(name)}: ${text}`);
  }
  return `{ ${parts.join(', ')} }`;
}

function inlineChoice(by: Choice['by']): string | undefined {
  const object = printInline(by);
  if (object === undefined) return undefined;
  return holdsLiteral(by) ? `(${object} as const)[environment]` : `${object}[environment]`;
}

function inlineTyped({ value, type }: Typed): string | undefined {
  const text = printInline(value);
  return text === undefined ? undefined : `${text} satisfies ${type}`;
}

function printBroken(value: Code, indent: number): string {
  const inner = indent + 2;
  const pad = ' '.repeat(inner);
  const end = ' '.repeat(indent);
  if (isList(value)) {
    if (value.length > 0 && value.every((item) => typeof item === 'number'))
      return fillNumbers(value, indent);
    return `[\n${value.map((item) => `${pad}${printCode(item, inner)},\n`).join('')}${end}]`;
  }
  if (typeof value !== 'object' || value === null) return printInline(value) ?? '';
  if (isExpression(value)) return value.text;
  if (isChoice(value)) return printChoice(value.by, indent);
  if (isSpread(value)) return `...${printObject(value.by, indent)}[environment]`;
  if (isTyped(value)) return `${printBroken(value.value, indent)} satisfies ${value.type}`;
  return printObject(value as Members, indent);
}

function printChoice(by: Choice['by'], indent: number): string {
  if (!holdsLiteral(by)) return `${printObject(by, indent)}[environment]`;
  const pad = ' '.repeat(indent);
  return `(\n${pad}  ${printObject(by, indent + 2)} as const\n${pad})[environment]`;
}

function holdsLiteral(by: Choice['by']): boolean {
  return Object.values(by).some((value) => isExpression(value) && value.literal === true);
}

function printObject(object: Members, indent: number): string {
  const inner = indent + 2;
  const pad = ' '.repeat(inner);
  const lines = membersOf(object).map(([name, member]) => {
    if (isSpread(member)) return `${pad}${printBroken(member, inner)},\n`;
    const key = printMemberName(name);
    if (isExpression(member) && member.text === name) return `${pad}${key},\n`;
    if (typeof member === 'string') return `${pad}${key}:${printMemberText(key, member, inner)},\n`;
    return `${pad}${key}: ${printCode(member, inner, inner + key.length + 2)},\n`;
  });
  return lines.length === 0 ? '{}' : `{\n${lines.join('')}${' '.repeat(indent)}}`;
}

/** Numbers fill lines. */
function fillNumbers(items: readonly Code[], indent: number): string {
  const pad = ' '.repeat(indent + 2);
  const lines: string[] = [];
  let line = pad;
  for (const item of items) {
    const text = `${printInline(item)},`;
    if (line !== pad && line.length + text.length > lineWidth) {
      lines.push(line.trimEnd());
      line = pad;
    }
    line += `${text} `;
  }
  return `[\n${[...lines, line.trimEnd()].join('\n')}\n${' '.repeat(indent)}]`;
}

/** `__proto__` as such would set the prototype. */
function printMemberName(name: string): string {
  return name === '__proto__' ? "['__proto__']" : printKey(name);
}

/** Lists of several objects or lists are broken by formatters, whatever their length. */
function isMatrix(items: readonly Code[]): boolean {
  if (items.length < 2) return false;
  return (
    items.every((item) => isList(item) && item.length > 1) ||
    items.every((item) => isMembers(item) && hasMembers(item, 2))
  );
}

function isShort(value: Code): boolean {
  return !isMembers(value) && !isSpread(value) && !isChoice(value) && !isTyped(value);
}

interface Members {
  readonly [member: string]: Code;
}

function membersOf(value: Code): [string, Code][] {
  return Object.entries(value as Members).filter(([, member]) => member !== undefined);
}

/** Whether an object has at least so many members: told without listing them all. */
function hasMembers(object: Members, least: number): boolean {
  let found = 0;
  for (const name in object) if (object[name] !== undefined && ++found === least) return true;
  return false;
}

/** All names that the expressions inside a value need imported. */
export function usesOf(value: Code): ReadonlySet<string> {
  const found = new Set<string>();
  const visit = (part: Code): void => {
    if (typeof part !== 'object' || part === null) return;
    if (isChoice(part) || isSpread(part)) found.add('environment');
    if (isExpression(part)) for (const name of part.uses) found.add(name);
    else if (isList(part)) for (const item of part) visit(item);
    else if (isTyped(part)) {
      found.add(part.type.replace(/^Record<string, (.*)>$/, '$1'));
      visit(part.value);
    } else
      for (const member of Object.values(isChoice(part) || isSpread(part) ? part.by : part)) visit(member);
  };
  visit(value);
  return found;
}

export function isList(value: Code): value is readonly Code[] {
  return Array.isArray(value);
}

export function isMembers(value: Code): value is Members {
  return typeof value === 'object' && value !== null && !isList(value) && !(kind in value);
}

export function isExpression(value: Code): value is Expression {
  return typeof value === 'object' && value !== null && kind in value && value[kind] === 'expression';
}

/** What a value is in each environment, where it differs. */
export function choicesOf(value: Code): Choice['by'] | undefined {
  return isChoice(value) ? value.by : undefined;
}

function isChoice(value: Code): value is Choice {
  return typeof value === 'object' && value !== null && kind in value && value[kind] === 'choice';
}

function isTyped(value: Code): value is Typed {
  return typeof value === 'object' && value !== null && kind in value && value[kind] === 'typed';
}

export function isSpread(value: Code): value is Spread {
  return typeof value === 'object' && value !== null && kind in value && value[kind] === 'spread';
}
