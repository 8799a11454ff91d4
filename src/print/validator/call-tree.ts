import { lineWidth, printKey, printMemberText, printNumber, printString, widthOf } from '../literal.ts';

/**
 * An expression made of calls with at most one argument, objects, lists and literals. `flat` is its text in one line;
 * absent where formatters give it several lines whatever its width.
 */
export type CallTree =
  | { readonly kind: 'text'; readonly flat: string }
  | { readonly kind: 'string'; readonly value: string; readonly flat: string }
  | { readonly kind: 'call'; readonly name: string; readonly argument: CallTree; readonly flat?: string }
  | { readonly kind: 'object'; readonly members: readonly Member[]; readonly flat?: string }
  | { readonly kind: 'list'; readonly items: readonly CallTree[]; readonly flat?: string };

type Member = readonly [key: string, value: CallTree];

/** Code that is one piece. */
export function textTree(flat: string): CallTree {
  return { kind: 'text', flat };
}

/** A call; without an argument it is one piece. */
export function callTree(name: string, argument?: CallTree): CallTree {
  if (argument === undefined) return textTree(`${name}()`);
  const { flat } = argument;
  return { kind: 'call', name, argument, ...(flat === undefined ? {} : { flat: `${name}(${flat})` }) };
}

/** An object; members that are undefined are left out. */
export function objectTree(all: readonly (readonly [name: string, value: CallTree | undefined])[]): CallTree {
  const members: Member[] = [];
  const flats: string[] = [];
  for (const [name, value] of all) {
    if (value === undefined) continue;
    // `__proto__` as such would set the prototype.
    const key = name === '__proto__' ? "['__proto__']" : printKey(name);
    members.push([key, value]);
    if (value.flat !== undefined) flats.push(`${key}: ${value.flat}`);
  }
  if (members.length === 0) return textTree('{}');
  if (flats.length < members.length) return { kind: 'object', members };
  return { kind: 'object', members, flat: `{ ${flats.join(', ')} }` };
}

/** A list. Formatters break one of several lists, or of several objects, that hold more than one value each. */
export function listTree(items: readonly CallTree[]): CallTree {
  if (items.length === 0) return textTree('[]');
  const flats = items.map(({ flat }) => flat).filter((flat) => flat !== undefined);
  const holdsMany = (kind: 'list' | 'object') => (item: CallTree) =>
    item.kind === kind && (item.kind === 'list' ? item.items : item.members).length > 1;
  const isMatrix = items.length > 1 && (items.every(holdsMany('list')) || items.every(holdsMany('object')));
  if (isMatrix || flats.length < items.length) return { kind: 'list', items };
  return { kind: 'list', items, flat: `[${flats.join(', ')}]` };
}

/** A JSON value. */
export function literalTree(value: unknown): CallTree {
  if (typeof value === 'string') return { kind: 'string', value, flat: printString(value) };
  if (typeof value === 'number') return textTree(printNumber(value));
  if (Array.isArray(value)) return listTree(value.map(literalTree));
  if (typeof value !== 'object' || value === null)
    return textTree(typeof value === 'boolean' ? String(value) : 'null');
  return objectTree(
    Object.entries(value).map(([key, member]) => [
      key,
      member === undefined ? undefined : literalTree(member),
    ]),
  );
}

/** Objects that are longer read better with a line for each member; formatters keep both. */
const longestObject = 90;

/**
 * The text of an expression, laid out as formatters do.
 * @param indent of the line that it stands in.
 * @param column columns of that line before it.
 * @param tail columns that have to be left behind it.
 */
export function layOutCalls(tree: CallTree, indent: number, column: number, tail = 1): string {
  const most = tree.kind === 'object' || isHugging(tree) ? longestObject : lineWidth;
  const { flat } = tree;
  if (flat !== undefined && flat.length <= most && column + widthOf(flat) + tail <= lineWidth) return flat;
  const inner = indent + 2;
  const pad = ' '.repeat(inner);
  const end = ' '.repeat(indent);
  switch (tree.kind) {
    case 'text':
    case 'string':
      return tree.flat;
    case 'call': {
      const { name, argument } = tree;
      if (argument.kind === 'object' || argument.kind === 'list')
        return `${name}(${layOutCalls(argument, indent, column + name.length + 1, tail + 1)})`;
      return `${name}(\n${pad}${layOutCalls(argument, inner, inner)},\n${end})`;
    }
    case 'object':
      return `{\n${tree.members.map((member) => layOutMember(member, inner)).join('')}${end}}`;
    case 'list':
      if (tree.items.every((item) => item.kind === 'text' && /^-?[\d.]/.test(item.flat)))
        return `[\n${fillLines(tree.items, pad)}\n${end}]`;
      return `[\n${tree.items.map((item) => `${pad}${layOutCalls(item, inner, inner)},\n`).join('')}${end}]`;
  }
}

/** The only argument stands right behind the bracket. */
function isHugging(tree: CallTree): boolean {
  return tree.kind === 'call' && tree.argument.kind === 'object';
}

function layOutMember([key, value]: Member, indent: number): string {
  const start = `${' '.repeat(indent)}${key}:`;
  if (value.kind === 'string') return `${start}${printMemberText(key, value.value, indent)},\n`;
  return `${start} ${layOutCalls(value, indent, widthOf(start) + 1)},\n`;
}

/** Numbers side by side, as many as a line takes. */
function fillLines(items: readonly CallTree[], pad: string): string {
  const lines: string[] = [];
  let line = pad;
  for (const { flat = '' } of items) {
    if (line !== pad && line.length + flat.length + 1 > lineWidth) {
      lines.push(line.trimEnd());
      line = pad;
    }
    line += `${flat}, `;
  }
  return [...lines, line.trimEnd()].join('\n');
}
