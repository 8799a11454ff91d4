import { resolvePlain } from './resolve-plain.ts';

/** Nesting that this reader leaves to the one that can say that it is too deep. */
const deepest = 40;

/** Tabs, carriage returns, byte order marks and what YAML calls not printable, with halves of characters. */
const unusual = /[^\n -~\u{a0}-\u{d7ff}\u{e000}-\u{fefe}\u{ff00}-\u{fffd}\u{10000}-\u{10ffff}]/u;

const newLine = 0x0a;
const space = 0x20;
const quote = 0x22;
const hash = 0x23;
const apostrophe = 0x27;
const hyphen = 0x2d;
const dot = 0x2e;
const colon = 0x3a;
const backslash = 0x5c;

/** Characters that begin no plain scalar of one line, or one that is worth a second look. */
const indicators: ReadonlySet<number> = new Set(
  [...'\n ,[]{}#&*!|>\'"%@`?:'].map((character) => character.charCodeAt(0)),
);

/** Characters that begin what reaches over lines, or has a grammar of its own, and ends with the lines that are indented below it. */
const openers: ReadonlySet<number> = new Set([...'[{|>"\''].map((character) => character.charCodeAt(0)));

/** Values of the members of a text's sections: `events.<name>`, `services.<name>`. */
export interface BlockMemory {
  /** What a block said before; undefined: nobody knows. */
  find(block: string): object | undefined;
  keep(block: string, value: object): void;
}

/**
 * Reads YAML as nearly all of it is written: block maps and lists of scalars that take one line. That is one pass over
 * the text, without an event for each of its words. Scalars of several lines, escapes and flow collections are handed,
 * text by text, to `readPart`.
 *
 * This is no second parser: whatever it is not sure of, every mistake included, makes it give up, and the whole text
 * is read by the library. Where it answers, it answers the same.
 * @param readPart the value of `k` in such a text; undefined where that has any mistake
 * @param memory blocks that are there give the very values that they gave before
 * @returns undefined: it gave up
 */
export function readBlocks(text: string, readPart: (text: string) => unknown, memory?: BlockMemory): unknown {
  if (unusual.test(text)) return undefined;
  const lines = text.endsWith('\n') ? text : `${text}\n`;
  let gaveUp = false;
  /** The key of the text's own map that is read. */
  let section = '';
  /** Where the line that is read begins, and where its first character stands that is not a space. */
  let lineStart = 0;
  let at = 0;
  /** The column of `at`; -1 behind the last line. */
  let column = 0;

  const giveUp = (): undefined => {
    gaveUp = true;
    at = lines.length;
    column = -1;
  };

  /** Goes to the next line that says something. */
  const goBelow = (lineEnd: number): void => {
    let start = lineEnd + 1;
    while (start < lines.length) {
      let first = start;
      while (lines.charCodeAt(first) === space) first++;
      const character = lines.charCodeAt(first);
      if (character !== newLine && character !== hash) {
        lineStart = start;
        at = first;
        column = first - start;
        return;
      }
      start = (character === newLine ? first : lines.indexOf('\n', first)) + 1;
    }
    at = lines.length;
    column = -1;
  };

  /** The end of a line of which nothing is left but a comment, or -1. */
  const restOfLine = (from: number): number => {
    let end = from;
    while (lines.charCodeAt(end) === space) end++;
    const character = lines.charCodeAt(end);
    if (character === newLine) return end;
    return character === hash && end > from ? lines.indexOf('\n', end) : -1;
  };

  const beginsItem = (): boolean => {
    if (lines.charCodeAt(at) !== hyphen) return false;
    const following = lines.charCodeAt(at + 1);
    return following === space || following === newLine;
  };

  /** The `:` behind the key that the line begins with, or -1. */
  const colonOfKey = (): number => {
    const first = lines.charCodeAt(at);
    let end = at + 1;
    if (first === quote || first === apostrophe) {
      for (let character = lines.charCodeAt(end); character !== first; character = lines.charCodeAt(++end))
        if (character === newLine || character === backslash) return -1;
      end++;
      while (lines.charCodeAt(end) === space) end++;
      return lines.charCodeAt(end) === colon && isEndOfWord(end + 1) ? end : -1;
    }
    if (indicators.has(first)) return -1;
    for (let character = first; character !== newLine; character = lines.charCodeAt(end++)) {
      if (character === colon && isEndOfWord(end)) return end - 1;
      if (character === hash && lines.charCodeAt(end - 2) === space) return -1;
    }
    return -1;
  };

  const isEndOfWord = (offset: number): boolean => {
    const character = lines.charCodeAt(offset);
    return character === space || character === newLine;
  };

  /** What stands at `at`, on a line of its own or behind the `-` of an item. */
  const readNode = (depth: number): unknown => {
    if (depth > deepest) return giveUp();
    return beginsItem() ? readList(depth) : readMap(depth);
  };

  const readMap = (depth: number): unknown => {
    const map: Record<string, unknown> = {};
    const own = column;
    while (column === own) {
      const first = lines.charCodeAt(at);
      const end = first === hyphen || first === dot ? -1 : colonOfKey();
      if (end === -1) return giveUp();
      const key = keyOf(first, end);
      if (key === '__proto__' || key === '<<' || Object.hasOwn(map, key)) return giveUp();
      if (depth === 0) section = key;
      map[key] =
        depth === 1 && memory !== undefined
          ? readMember(end + 1, own, memory)
          : readValue(end + 1, own, depth);
    }
    return column > own ? giveUp() : map;
  };

  const keyOf = (first: number, end: number): string => {
    let last = end;
    while (lines.charCodeAt(last - 1) === space) last--;
    return first === quote || first === apostrophe ? lines.slice(at + 1, last - 1) : lines.slice(at, last);
  };

  /** Where the line stands that comes next, behind what was read. */
  const endOfBlock = (): number => (column === -1 ? lines.length : lineStart);

  /** A value of a section's map, as it was read before where its lines are the same. */
  const readMember = (from: number, own: number, memory: BlockMemory): unknown => {
    const begin = { lineStart, at };
    do goBelow(lines.indexOf('\n', at));
    while (column > own || (column === own && beginsItem()));
    const end = endOfBlock();
    const block = `${section}\n${lines.slice(begin.lineStart, end)}`;
    const known = memory.find(block);
    if (known !== undefined) {
      memory.keep(block, known);
      return known;
    }
    ({ lineStart, at } = begin);
    column = own;
    const value = readValue(from, own, 1);
    if (typeof value === 'object' && value !== null && !gaveUp && endOfBlock() === end)
      memory.keep(block, value);
    return value;
  };

  /** What stands behind the `:` of a key. */
  const readValue = (from: number, own: number, depth: number): unknown => {
    const end = restOfLine(from);
    if (end === -1) return readScalar(from + 1, own, depth);
    goBelow(end);
    return column > own || (column === own && beginsItem()) ? readNode(depth + 1) : null;
  };

  const readList = (depth: number): unknown => {
    const list: unknown[] = [];
    const own = column;
    while (column === own && beginsItem()) {
      const end = restOfLine(at + 1);
      if (end !== -1) {
        goBelow(end);
        list.push(column > own ? readNode(depth + 1) : null);
        continue;
      }
      do at++;
      while (lines.charCodeAt(at) === space);
      column = at - lineStart;
      list.push(beginsItem() || colonOfKey() !== -1 ? readNode(depth + 1) : readScalar(at, own, depth));
    }
    return column > own ? giveUp() : list;
  };

  /** A value that begins within a line, of what is indented to `own`. */
  const readScalar = (from: number, own: number, depth: number): unknown => {
    let start = from;
    while (lines.charCodeAt(start) === space) start++;
    const first = lines.charCodeAt(start);
    if (first === quote || first === apostrophe) return readQuoted(start, own, depth);
    if (openers.has(first)) return readElsewhere(start, own, depth);
    if (indicators.has(first) || (first === hyphen && isEndOfWord(start + 1))) return giveUp();
    let end = start;
    let offset = start;
    for (let character = first; character !== newLine; character = lines.charCodeAt(++offset)) {
      if (character === space) {
        if (lines.charCodeAt(offset + 1) === hash) break;
      } else if (character === colon && isEndOfWord(offset + 1)) return giveUp();
      else end = offset + 1;
    }
    goBelow(lines.charCodeAt(offset) === newLine ? offset : lines.indexOf('\n', offset));
    return column > own ? readElsewhere(start, own, depth) : resolvePlain(lines.slice(start, end));
  };

  const readQuoted = (start: number, own: number, depth: number): unknown => {
    const first = lines.charCodeAt(start);
    let end = start + 1;
    for (let character = lines.charCodeAt(end); character !== first; character = lines.charCodeAt(++end))
      if (character === newLine || character === backslash) return readElsewhere(start, own, depth);
    const rest = restOfLine(end + 1);
    if (rest === -1) return readElsewhere(start, own, depth);
    goBelow(rest);
    return lines.slice(start + 1, end);
  };

  /** Has a value that this reader does not read itself read with all the lines that are indented below `own`. */
  const readElsewhere = (start: number, own: number, depth: number): unknown => {
    goBelow(lines.indexOf('\n', start));
    while (column > own) goBelow(lines.indexOf('\n', at));
    const part = text.slice(start, column === -1 ? text.length : lineStart);
    const isFlow = part.startsWith('[') || part.startsWith('{');
    // What aliases stand for is counted over the whole text.
    if (isFlow && part.includes('*')) return giveUp();
    if (depth + (isFlow ? part.split(/[[{]/).length : 0) > deepest) return giveUp();
    const value = readPart(`${' '.repeat(own)}k: ${part}`);
    return value === undefined ? giveUp() : value;
  };

  goBelow(text.startsWith('---\n') ? 3 : -1);
  if (column === -1) return undefined;
  const value = readNode(0);
  return gaveUp || column !== -1 ? undefined : value;
}
