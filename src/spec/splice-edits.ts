import { isAlias, isMap, isScalar, isSeq, type Node, type Pair, parseDocument, Scalar } from 'yaml';
import type { FixEdit, Path, Place } from '../diagnostics/diagnostic.ts';
import { findMembers } from './find-members.ts';
import { createLocator, type Position } from './locate.ts';

/** Another text for a stretch of a text; offset and length in UTF-16 units. */
export interface Splice {
  readonly offset: number;
  readonly length: number;
  readonly text: string;
}

/** A value as YAML text: on one line, and over several; no lines where it is always written on one. */
export interface YamlText {
  readonly flow: string;
  readonly block: readonly string[];
}

/** What can be done to a text: what fixes do, and what adds things of several lines. */
export type TextEdit =
  | FixEdit
  /** Adds a key with a value of any kind to the map at a place, behind another key where that is there. */
  | {
      readonly at: Place;
      readonly insert: { readonly key: string; readonly yaml: YamlText; readonly after?: string };
    }
  /** Adds an item to the list at a place: a word that needs no quotes, or a map. */
  | { readonly at: Place; readonly append: string | YamlText };

/** So many parts of a text are parsed by themselves. */
const mostParts = 4;

type InsertEdit = Extract<TextEdit, { readonly insert: unknown }>;

/**
 * Finds the splices that make edits in the text of one YAML or JSON file: comments, order and layout of everything else
 * stay. Edits whose place is not there, or that would take a comment with them that is not theirs, give none.
 * Of the text is parsed what the edits are about, each part once, when first needed.
 * @param locate finds places in the text, for whoever has looked through it already
 */
export function createSplicer(
  text: string,
  locate: (place: Place) => Position = createLocator(text),
): (edits: readonly TextEdit[]) => Splice[] {
  const sections = onceOf(() => findMembers(text));
  const roots = new Map<string, Node | null>();
  const rootOf = (kept: readonly string[]): Node | null => {
    const key = JSON.stringify(kept);
    const known = roots.get(key);
    if (known !== undefined) return known;
    // Of many parts the whole costs less.
    if (kept.length > 0 && roots.size >= mostParts) return rootOf([]);
    const part = kept.length === 0 ? text : blankElsewhere(text, sections(), kept);
    const root = parseDocument(part, { uniqueKeys: false }).contents;
    roots.set(key, root);
    return root;
  };
  const rootFor = ([section, member]: Path): Node | null => {
    const members = section === undefined ? undefined : sections().get(String(section));
    if (members === undefined) return rootOf([]);
    if (member === undefined) return rootOf([String(section)]);
    return rootOf(members.has(String(member)) ? [String(section), String(member)] : []);
  };
  return (edits) => splicesOf(text, edits, locate, rootFor);
}

function onceOf<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

/**
 * A text with blanks where members stand that are not kept: everything else stays at its place, and to parse blanks costs
 * next to nothing.
 * @param kept a section, all of whose members are kept, or one of its members
 */
function blankElsewhere(
  text: string,
  sections: ReturnType<typeof findMembers>,
  [section, member]: readonly string[],
): string {
  let part = '';
  let from = 0;
  for (const [name, members] of sections) {
    for (const [key, { start, end }] of members) {
      if (name === section && (member === undefined || key === member)) continue;
      part += `${text.slice(from, start)}${' '.repeat(end - start - 1)}\n`;
      from = end;
    }
  }
  return part + text.slice(from);
}

function splicesOf(
  text: string,
  edits: readonly TextEdit[],
  locate: (place: Place) => Position,
  /** The root of a tree that holds the container at a path. */
  rootFor: (container: Path) => Node | null,
): Splice[] {
  const splices: Splice[] = [];
  const removed = new Map<Container, Set<number>>();
  for (const edit of edits) {
    if ('text' in edit) {
      splices.push({ ...withQuotes(text, locate(edit.at), edit.text), text: edit.text });
    } else if ('insert' in edit) {
      const root = rootFor(edit.at.path);
      const map = nodeAt(root, edit.at.path);
      const splice = isMap(map)
        ? insertion(text, { node: map, entries: entriesOf(map) }, edit.insert)
        : insertionBelow(text, root, edit);
      if (splice !== undefined) splices.push(splice);
    } else if ('append' in edit) {
      const list = nodeAt(rootFor(edit.at.path), edit.at.path);
      const splice = isSeq(list)
        ? appending(text, { node: list, entries: entriesOf(list) }, edit.append)
        : undefined;
      if (splice !== undefined) splices.push(splice);
    } else {
      const container = edit.at.path.slice(0, -1);
      const parent = nodeAt(rootFor(container), container);
      const index = isMap(parent) || isSeq(parent) ? indexOf(parent, edit.at.path.at(-1)) : -1;
      if (index === -1 || !(isMap(parent) || isSeq(parent))) continue;
      const indexes = removed.get(parent) ?? new Set<number>();
      removed.set(parent, indexes.add(index));
    }
  }
  for (const [node, indexes] of removed)
    splices.push(...removals(text, { node, entries: entriesOf(node) }, indexes));
  return splices;
}

/**
 * The quotes around a scalar go where its replacement has its own, or is no text; a name stays in the quotes that its
 * author gave it.
 */
function withQuotes(text: string, { offset, length }: Position, replacement: string): Omit<Splice, 'text'> {
  const quote = text[offset - 1];
  const isQuoted = (quote === "'" || quote === '"') && text[offset + length] === quote;
  const isOther = /^(['"].*|true|false|null|[-+]?\d[\d.]*)$/s.test(replacement);
  return isQuoted && isOther ? { offset: offset - 1, length: length + 2 } : { offset, length };
}

/** The text with the splices made in it. They must not overlap. */
export function applySplices(text: string, splices: readonly Splice[]): string {
  return [...splices]
    .sort((a, b) => b.offset - a.offset)
    .reduce(
      (edited, { offset, length, text: replacement }) =>
        edited.slice(0, offset) + replacement + edited.slice(offset + length),
      text,
    );
}

/** Whether two splices speak of the same text, or touch. */
export function overlap(a: Splice, b: Splice): boolean {
  return a.offset + a.length >= b.offset && b.offset + b.length >= a.offset;
}

/** A map or list as it stands in the text. */
interface Members {
  readonly node: Container;
  readonly entries: readonly Entry[];
}

type Container = Extract<Node, { readonly items: unknown[] }>;

/** A member of a map or list, from its key or value to the end of its value, without what follows on the line. */
interface Entry {
  readonly key?: string;
  readonly start: number;
  readonly end: number;
  /** Its last word is a text over several lines (`|`, `>`), whose end is not the end of a line's content. */
  readonly endsInBlockText: boolean;
}

function nodeAt(root: Node | null, path: Path): unknown {
  let node: unknown = root;
  for (const step of path) {
    if (isSeq(node)) node = node.items[Number(step)];
    else if (isMap(node)) node = node.items[indexOf(node, step)]?.value;
    else return undefined;
  }
  return node;
}

function indexOf(node: Container, step: string | number | undefined): number {
  if (isSeq(node)) return Number(step) < node.items.length ? Number(step) : -1;
  return (node.items as Pair[]).findIndex(({ key }) => isScalar(key) && String(key.value) === String(step));
}

function entriesOf(node: Container): Entry[] {
  return (node.items as (Pair | Node)[]).flatMap((item): Entry[] => {
    const key = 'key' in item ? item.key : undefined;
    const value = 'key' in item ? item.value : item;
    const first = isNode(key) ? key : isNode(value) ? value : undefined;
    if (first?.range == null) return [];
    const last = isNode(value) ? value : first;
    return [
      {
        ...(isScalar(key) ? { key: String(key.value) } : {}),
        start: first.range[0],
        end: endOf(last),
        endsInBlockText: endsInBlockText(last),
      },
    ];
  });
}

function isNode(value: unknown): value is Node {
  return isScalar(value) || isMap(value) || isSeq(value) || isAlias(value);
}

/** Where the last word of a node ends; what YAML counts to a block behind it (blank lines, comments) is left out. */
function endOf(node: Node): number {
  const range = node.range ?? [0, 0, 0];
  if ((isMap(node) || isSeq(node)) && !node.flow) return entriesOf(node).at(-1)?.end ?? range[1];
  return range[1];
}

function endsInBlockText(node: Node): boolean {
  if (isScalar(node)) return node.type === Scalar.BLOCK_LITERAL || node.type === Scalar.BLOCK_FOLDED;
  return (isMap(node) || isSeq(node)) && !node.flow && (entriesOf(node).at(-1)?.endsInBlockText ?? false);
}

/** Adds a key: behind `after` where that is there, else at the end of the map. */
function insertion(
  text: string,
  { node, entries }: Members,
  insert: InsertEdit['insert'],
): Splice | undefined {
  if (entries.some(({ key }) => key === insert.key)) return undefined;
  const [first] = entries;
  const behind = entries.find(({ key }) => key === insert.after) ?? entries.at(-1);
  const quoted = first !== undefined && text[first.start] === '"' && node.flow === true;
  // What was written for YAML alone is no JSON.
  if (quoted && 'yaml' in insert) return undefined;
  const pair =
    'yaml' in insert
      ? `${keyText(insert.key)}: ${insert.yaml.flow}`
      : `${quoted ? JSON.stringify(insert.key) : scalar(insert.key)}: ${quoted ? JSON.stringify(insert.value) : scalar(insert.value)}`;
  if (first === undefined || behind === undefined) {
    const [start, end] = node.range ?? [0, 0];
    return node.flow ? { offset: start, length: end - start, text: `{ ${pair} }` } : undefined;
  }
  const newline = text.includes('\r\n') ? '\r\n' : '\n';
  const indent = ' '.repeat(first.start - startOfLine(text, first.start));
  if (node.flow) {
    const ownLine = behind.start > 0 && isBlank(text.slice(startOfLine(text, behind.start), behind.start));
    const gap = ownLine ? newline + text.slice(startOfLine(text, behind.start), behind.start) : ' ';
    return { offset: behind.end, length: 0, text: `,${gap}${pair}` };
  }
  const target = behind.endsInBlockText ? undefined : endOfLine(text, behind.end);
  // Behind a text of several lines, the end of the entry can't be told from the text's own blank lines.
  const lines = blockText(text, insert, pair, indent);
  if (target === undefined) return { offset: first.start, length: 0, text: `${lines}${newline}${indent}` };
  return { offset: target, length: 0, text: `${newline}${indent}${lines}` };
}

/** A key with its value as it stands in a block: lines of the value are indented below the key. */
function blockText(text: string, insert: InsertEdit['insert'], pair: string, indent: string): string {
  if (!('yaml' in insert) || insert.yaml.block.length === 0) return pair;
  const newline = text.includes('\r\n') ? '\r\n' : '\n';
  const deeper = indent + ' '.repeat(indentStep(text));
  const lines = insert.yaml.block.map((line) => (line === '' ? '' : deeper + line));
  return [`${keyText(insert.key)}:`, ...lines].join(newline);
}

/** Adds a key below a key that has no value yet: `services:`. */
function insertionBelow(text: string, root: Node | null, { at, insert }: InsertEdit): Splice | undefined {
  const parent = nodeAt(root, at.path.slice(0, -1));
  if (!isMap(parent) || parent.flow === true || !('yaml' in insert)) return undefined;
  const pair = parent.items[indexOf(parent, at.path.at(-1))];
  const key = pair?.key;
  const isEmpty = isScalar(pair?.value) && pair.value.value === null && (pair.value.source ?? '') === '';
  if (!isEmpty || !isScalar(key) || key.range == null) return undefined;
  const target = endOfLine(text, text.indexOf(':', key.range[1]) + 1);
  if (target === undefined) return undefined;
  const newline = text.includes('\r\n') ? '\r\n' : '\n';
  const column = key.range[0] - startOfLine(text, key.range[0]);
  const indent = ' '.repeat(column + indentStep(text));
  const oneLine = `${keyText(insert.key)}: ${insert.yaml.flow}`;
  return {
    offset: target,
    length: 0,
    text: `${newline}${indent}${blockText(text, insert, oneLine, indent)}`,
  };
}

/** Adds an item at the end of a list, written as those before it. */
function appending(text: string, { node, entries }: Members, item: string | YamlText): Splice | undefined {
  const last = entries.at(-1);
  const newline = text.includes('\r\n') ? '\r\n' : '\n';
  const oneLine = typeof item === 'string' ? item : item.flow;
  if (last === undefined) {
    const [start, end] = node.range ?? [0, 0];
    return node.flow ? { offset: start, length: end - start, text: `[${oneLine}]` } : undefined;
  }
  const lead = text.slice(startOfLine(text, last.start), last.start);
  if (node.flow) {
    const gap = isBlank(lead) && lead !== '' ? newline + lead : ' ';
    return { offset: last.end, length: 0, text: `,${gap}${oneLine}` };
  }
  const target = last.endsInBlockText ? undefined : endOfLine(text, last.end);
  if (target === undefined || !/^\s*-\s+$/.test(lead)) return undefined;
  const isShort = typeof item === 'string' || item.block.length === 0 || text[last.start] === '{';
  const lines = isShort ? [oneLine] : item.block;
  const deeper = ' '.repeat(lead.length);
  const written = lines.map((line, index) => (index === 0 ? lead : deeper) + line);
  return { offset: target, length: 0, text: newline + written.join(newline) };
}

/** How far a level is indented: as the first one is. */
function indentStep(text: string): number {
  return /^( {1,8})[^\s#-]/m.exec(text)?.[1]?.length ?? 2;
}

/** A key bare, where no reader could take it for something else; names of events are such. */
function keyText(key: string): string {
  const isPlain = /^[A-Za-z][\w.-]*$/.test(key) && !/^(true|false|null|yes|no|on|off|y|n)$/i.test(key);
  return isPlain ? key : JSON.stringify(key);
}

/** Takes members away, neighbours in one piece. */
function removals(text: string, members: Members, indexes: ReadonlySet<number>): Splice[] {
  const { node, entries } = members;
  if (entries.length !== node.items.length) return [];
  if (indexes.size === entries.length) return [emptied(text, members)];
  const splices: Splice[] = [];
  for (let from = 0; from < entries.length; from++) {
    if (!indexes.has(from)) continue;
    let to = from;
    while (indexes.has(to + 1)) to++;
    const splice = node.flow ? removeFlow(text, entries, from, to) : removeBlock(text, entries, from, to);
    if (splice !== undefined) splices.push(splice);
    from = to;
  }
  return splices;
}

/** A map or list that nothing is left of. */
function emptied(text: string, { node, entries }: Members): Splice {
  const empty = isMap(node) ? '{}' : '[]';
  const start = node.range?.[0] ?? 0;
  const end = node.flow ? (node.range?.[1] ?? 0) : text.slice(0, entries.at(-1)?.end ?? 0).trimEnd().length;
  // A block begins on the line below its key: what stands in its stead stands behind the key.
  const before = node.flow ? start : text.slice(0, start).trimEnd().length;
  const joins = before < start && text[before - 1] === ':';
  return {
    offset: joins ? before : start,
    length: end - (joins ? before : start),
    text: joins ? ` ${empty}` : empty,
  };
}

function removeFlow(text: string, entries: readonly Entry[], from: number, to: number): Splice | undefined {
  const before = entries[from - 1];
  const next = entries[to + 1];
  const start = before?.end ?? entries[from]?.start ?? 0;
  const end = before === undefined ? (next?.start ?? 0) : (entries[to]?.end ?? 0);
  const around = entries.slice(
    before === undefined ? from : from - 1,
    before === undefined ? to + 2 : to + 1,
  );
  return hasCommentBetween(text, around) ? undefined : { offset: start, length: end - start, text: '' };
}

function hasCommentBetween(text: string, entries: readonly Entry[]): boolean {
  return entries.some((entry, index) => {
    const next = entries[index + 1];
    return next !== undefined && text.slice(entry.end, next.start).includes('#');
  });
}

function removeBlock(text: string, entries: readonly Entry[], from: number, to: number): Splice | undefined {
  const first = entries[from];
  const last = entries[to];
  if (first === undefined || last === undefined) return undefined;
  const lineStart = startOfLine(text, first.start);
  const lead = text.slice(lineStart, first.start);
  if (isBlank(lead) || (first.key === undefined && /^\s*-\s+$/.test(lead))) {
    const lineEnd = last.endsInBlockText ? last.end : endOfLine(text, last.end);
    if (lineEnd === undefined) return undefined;
    const end = last.endsInBlockText ? lineEnd : text.indexOf('\n', lineEnd) + 1 || text.length;
    return { offset: lineStart, length: end - lineStart, text: '' };
  }
  // Behind a hyphen, the next key moves up.
  const next = entries[to + 1];
  if (next === undefined || hasCommentBetween(text, entries.slice(from, to + 2))) return undefined;
  return { offset: first.start, length: next.start - first.start, text: '' };
}

function startOfLine(text: string, offset: number): number {
  return offset <= 0 ? 0 : text.lastIndexOf('\n', offset - 1) + 1;
}

/** The end of the line (before its line break), where only a comment stands behind the offset. */
function endOfLine(text: string, offset: number): number | undefined {
  const rest = /^[ \t]*(#[^\r\n]*)?/.exec(text.slice(offset))?.[0] ?? '';
  const end = offset + rest.length;
  return end === text.length || text[end] === '\n' || text.startsWith('\r\n', end) ? end : undefined;
}

function isBlank(text: string): boolean {
  return text.trim() === '';
}

/** A scalar as YAML writes it: words bare, other texts in double quotes. */
function scalar(value: string | number | boolean): string {
  if (typeof value !== 'string') return String(value);
  const isWord = /^[A-Za-z][\w-]*$/.test(value) && !/^(true|false|null|yes|no|on|off|y|n)$/i.test(value);
  return isWord ? value : JSON.stringify(value);
}
