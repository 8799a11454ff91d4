import { lineWidth, type Position, widthOf } from './literal.ts';

/**
 * A TypeScript type before it is laid out. `flat` is its text on one line, absent where a comment forbids one line.
 * Layout follows the formatter that generated projects use, so that formatting them changes nothing.
 */
export type TypeTree =
  | { readonly kind: 'name'; readonly flat: string }
  | { readonly kind: 'object'; readonly members: readonly MemberTree[]; readonly flat: string | undefined }
  | { readonly kind: 'array'; readonly item: TypeTree; readonly flat: string | undefined }
  | { readonly kind: 'tuple'; readonly items: readonly TupleItem[]; readonly flat: string | undefined }
  | { readonly kind: 'union'; readonly of: readonly TypeTree[]; readonly flat: string | undefined }
  | { readonly kind: 'intersection'; readonly of: readonly TypeTree[]; readonly flat: string | undefined };

export interface MemberTree {
  /** All before the colon: `readonly title?`, `readonly [key: string]`. */
  readonly head: string;
  readonly type: TypeTree;
  /** Comment at the member's indent. */
  readonly comment: (indent: number) => string;
  readonly commented: boolean;
}

export interface TupleItem {
  readonly type: TypeTree;
  readonly role: 'required' | 'optional' | 'rest';
}

export const unknownType = nameTree('unknown');
export const neverType = nameTree('never');
export const nullType = nameTree('null');

/** A type that is one word. */
export function nameTree(flat: string): TypeTree {
  return { kind: 'name', flat };
}

/** An object type of these members. */
export function objectTree(members: readonly MemberTree[]): TypeTree {
  return { kind: 'object', members, flat: flatObject(members) };
}

function flatObject(members: readonly MemberTree[]): string | undefined {
  const parts: string[] = [];
  for (const { head, type, commented } of members) {
    if (commented || type.flat === undefined) return undefined;
    parts.push(`${head}: ${type.flat}`);
  }
  return `{ ${parts.join('; ')} }`;
}

/** A readonly list of one type. */
export function arrayTree(item: TypeTree): TypeTree {
  return { kind: 'array', item, flat: join([grouped(item)], (texts) => `readonly ${texts[0]}[]`) };
}

/** A readonly list of types by position. */
export function tupleTree(items: readonly TupleItem[]): TypeTree {
  const flat = join(
    items.map(({ type, role }) => flatItem(type, role)),
    (texts) => `readonly [${texts.join(', ')}]`,
  );
  return { kind: 'tuple', items, flat };
}

function flatItem(type: TypeTree, role: TupleItem['role']): string | undefined {
  if (role === 'required') return type.flat;
  const text = grouped(type);
  if (text === undefined) return undefined;
  return role === 'optional' ? `${text}?` : `...${text}[]`;
}

/** One of several types; nested unions, repeated members and texts beside `string` are gone, null is last. */
export function unionTree(of: readonly TypeTree[]): TypeTree {
  const members = distinct(of.flatMap((tree) => (tree.kind === 'union' ? tree.of : [tree])));
  if (members.includes(unknownType) || members.some(({ flat }) => flat === 'unknown')) return unknownType;
  const isString = members.some(({ flat }) => flat === 'string');
  const kept = members.filter(
    ({ flat }) => flat !== 'never' && !(isString && flat !== undefined && /^['"]/.test(flat)),
  );
  const ordered = [
    ...kept.filter(({ flat }) => flat !== 'null'),
    ...kept.filter(({ flat }) => flat === 'null'),
  ];
  const [first, ...others] = ordered;
  if (first === undefined) return neverType;
  if (others.length === 0) return first;
  const flat = join(
    ordered.map((tree) => (tree.kind === 'intersection' ? grouped(tree) : tree.flat)),
    (texts) => texts.join(' | '),
  );
  return { kind: 'union', of: ordered, flat };
}

/** All of several types; `unknown` and repeated members are gone. */
export function intersectionTree(of: readonly TypeTree[]): TypeTree {
  const members = distinct(of.flatMap((tree) => (tree.kind === 'intersection' ? tree.of : [tree])));
  const kept = members.filter(({ flat }) => flat !== 'unknown');
  const [first, ...others] = kept;
  if (first === undefined) return unknownType;
  const primitives = kept.filter(({ flat }) => flat !== undefined && primitiveTypes.has(flat));
  if (primitives.length > 1 || kept.some(({ flat }) => flat === 'never')) return neverType;
  if (others.length === 0) return first;
  const flat = join(
    kept.map((tree) => (tree.kind === 'union' ? grouped(tree) : tree.flat)),
    (texts) => texts.join(' & '),
  );
  return { kind: 'intersection', of: kept, flat };
}

const primitiveTypes = new Set(['string', 'number', 'boolean', 'null']);

function distinct(trees: readonly TypeTree[]): TypeTree[] {
  const seen = new Set<string>();
  return trees.filter(({ flat }) => {
    if (flat === undefined) return true;
    if (seen.has(flat)) return false;
    seen.add(flat);
    return true;
  });
}

/** In brackets where `[]`, `?` or `&` would otherwise bind to a part of it only. */
function grouped(tree: TypeTree): string | undefined {
  return needsBrackets(tree) && tree.flat !== undefined ? `(${tree.flat})` : tree.flat;
}

function needsBrackets({ kind }: TypeTree): boolean {
  return kind === 'union' || kind === 'intersection' || kind === 'array' || kind === 'tuple';
}

function join(
  parts: readonly (string | undefined)[],
  combine: (texts: readonly string[]) => string,
): string | undefined {
  const texts: string[] = [];
  for (const part of parts) {
    if (part === undefined) return undefined;
    texts.push(part);
  }
  return combine(texts);
}

/**
 * The text of a type at a position. A union that needs lines of its own starts with a line feed where it `leads`
 * (behind `=` or `:`).
 */
export function layOut(tree: TypeTree, position: Position, leads = false): string {
  const { indent, column, tail } = position;
  if (tree.flat !== undefined && column + widthOf(tree.flat) + tail <= lineWidth) return tree.flat;
  const margin = ' '.repeat(indent);
  switch (tree.kind) {
    case 'name':
      return tree.flat;
    case 'object':
      return `{\n${layOutMembers(tree.members, indent + 2)}\n${margin}}`;
    case 'array':
      return `readonly ${layOutGrouped(tree.item, { indent, column: column + 9, tail: tail + 2 })}[]`;
    case 'tuple': {
      const items = tree.items.map(
        (item) => `${margin}  ${layOutItem(item, indent + 2, tree.items.length > 1)},`,
      );
      return `readonly [\n${items.join('\n')}\n${margin}]`;
    }
    case 'union': {
      const [first, second, third] = tree.of;
      if (first?.kind === 'object' && second?.flat === 'null' && third === undefined) {
        return `${layOut(first, { indent, column, tail: tail + 7 })} | null`;
      }
      return leads ? `\n${branches(tree.of, indent + 2)}` : branches(tree.of, indent).trimStart();
    }
    case 'intersection':
      return layOutIntersection(tree.of, position);
  }
}

function branches(of: readonly TypeTree[], indent: number): string {
  const margin = ' '.repeat(indent);
  return of
    .map((tree) => {
      const lay = tree.kind === 'intersection' ? layOutGrouped : layOut;
      return `${margin}| ${lay(tree, { indent: indent + 2, column: indent + 2, tail: 1 })}`;
    })
    .join('\n');
}

/** The members of an object type, a line each or more, every one behind its comment. */
export function layOutMembers(members: readonly MemberTree[], indent: number): string {
  const margin = ' '.repeat(indent);
  return members
    .map(({ head, type, comment, commented }) => {
      const start = `${margin}${head}:`;
      const text = layOut(type, { indent, column: widthOf(start) + 1, tail: 1 }, true);
      const line = `${start}${text.startsWith('\n') ? '' : ' '}${text};`;
      return commented ? `${comment(indent)}\n${line}` : line;
    })
    .join('\n');
}

function layOutGrouped(tree: TypeTree, position: Position): string {
  if (!needsBrackets(tree)) return layOut(tree, position);
  const { indent, column, tail } = position;
  if (tree.flat !== undefined && column + widthOf(tree.flat) + 2 + tail <= lineWidth) return `(${tree.flat})`;
  if (tree.kind === 'union' && !isHugged(tree)) {
    return `(\n${branches(tree.of, indent + 2)}\n${' '.repeat(indent)})`;
  }
  return `(${layOut(tree, { indent, column: column + 1, tail: tail + 1 })})`;
}

function isHugged(tree: TypeTree & { readonly kind: 'union' }): boolean {
  return tree.of.length === 2 && tree.of[0]?.kind === 'object' && tree.of[1]?.flat === 'null';
}

function layOutItem({ type, role }: TupleItem, indent: number, hasOthers: boolean): string {
  const position = { indent, column: indent, tail: 1 };
  if (role === 'required') {
    const fits = type.flat !== undefined && indent + widthOf(type.flat) + 1 <= lineWidth;
    return type.kind === 'union' && hasOthers && !fits
      ? layOutGrouped(type, position)
      : layOut(type, position);
  }
  if (role === 'optional') return `${layOutGrouped(type, { ...position, tail: 2 })}?`;
  return `...${layOutGrouped(type, { ...position, column: indent + 3, tail: 3 })}[]`;
}

/** Objects hang on the line before; everything else starts a line. */
function layOutIntersection(of: readonly TypeTree[], { indent, column, tail }: Position): string {
  let text = '';
  let end = column;
  of.forEach((tree, index) => {
    const before = of[index - 1];
    const hangs = before !== undefined && (tree.kind === 'object') !== (before.kind === 'object');
    const inner = index === 0 || (of.length === 2 && hangs) ? indent : indent + 2;
    if (before !== undefined) {
      text += hangs ? ' & ' : ` &\n${' '.repeat(indent + 2)}`;
      end = hangs ? end + 3 : indent + 2;
    }
    const part = layOutPart(tree, { indent: inner, column: end, tail: index === of.length - 1 ? tail : 2 });
    text += part;
    const lineFeed = part.lastIndexOf('\n');
    end = lineFeed === -1 ? end + part.length : part.length - lineFeed - 1;
  });
  return text;
}

function layOutPart(tree: TypeTree, position: Position): string {
  return tree.kind === 'union' ? layOutGrouped(tree, position) : layOut(tree, position);
}
