import type { Path } from '../diagnostics/diagnostic.ts';
import { endOfQuoted, readFlow } from './flow-reader.ts';
import { endOfLine, type LineEntry, type LineHead, readLine, startOfLine, unquote } from './line-head.ts';

/** What a person points at in a YAML or JSON text. */
export interface Cursor {
  /** Of the map that a key is in, or of the value itself. */
  readonly path: Path;
  readonly on: 'key' | 'value';
  readonly token: Token;
  /** Inside of `{ }` or `[ ]`. */
  readonly flow: boolean;
  /** Other members of the map that the key, or the value's key, is in: scalars by key. */
  readonly members: ReadonlyMap<string, string>;
}

/** The word at the cursor; empty where none is written yet. */
export interface Token {
  /** Without its quotes. */
  readonly text: string;
  /** Of the whole word in the text, quotes included. */
  readonly offset: number;
  readonly length: number;
  readonly quote: '' | '"' | "'";
}

interface Ancestor {
  step: string | number;
  /** Where its value begins. */
  readonly valueAt: number;
}

/**
 * Finds the path to an offset by indentation and brackets alone, upwards from its line: half a document, or one that is
 * no YAML at the moment, gives an answer as well, and a large one costs no more than the lines above. Undefined inside
 * of comments and of texts of several lines.
 */
export function cursorAt(text: string, offset: number): Cursor | undefined {
  const line = readLine(text, startOfLine(text, offset));
  if (isInComment(text, line, offset)) return undefined;
  const own = line.entries.filter((entry) => entry.offset < offset && isBehind(entry, offset));
  const member = own.at(-1)?.kind === 'member' ? own.at(-1) : undefined;
  const chain = ancestorsOf(text, line, own, offset);
  const opener = chain.findIndex(({ valueAt }) => valueAt < offset && /[{[]/.test(text[valueAt] ?? ''));
  const opened = chain[opener];
  if (opened !== undefined) {
    const flow = readFlow(text, opened.valueAt, offset);
    if (flow !== undefined) {
      const path = [...chain.slice(0, opener + 1).map(({ step }) => step), ...flow.path];
      return { ...flow, path, token: tokenAt(text, flow.wordAt, offset, true), flow: true };
    }
  } else if (chain.length === 0 && /[{[]/.test(text.trimStart()[0] ?? '')) {
    const flow = readFlow(text, text.search(/\S/), offset);
    if (flow !== undefined) return { ...flow, token: tokenAt(text, flow.wordAt, offset, true), flow: true };
  }
  if (chain.some(({ valueAt }) => valueAt < line.start && /[|>]/.test(text[valueAt] ?? ''))) return undefined;
  const path = chain.map(({ step }) => step);
  const key = member === undefined ? line.entries.find(({ kind }) => kind === 'member') : undefined;
  const isValue = member !== undefined || (own.length > 0 && key === undefined);
  const wordAt = isValue ? (own.at(-1)?.valueAt ?? offset) : (key?.offset ?? line.wordAt);
  const anchor = member ?? key;
  return {
    path,
    on: isValue ? 'value' : 'key',
    token: key === undefined ? tokenAt(text, wordAt, offset, false) : keyToken(text, key),
    flow: false,
    members: membersAround(text, line, anchor?.column ?? (line.isBlank ? offset - line.start : line.column)),
  };
}

/** Whether the cursor is in what an entry holds, not in its own key or dash. */
function isBehind({ kind, offset: start, name, valueAt }: LineEntry, offset: number): boolean {
  return kind === 'item'
    ? offset > start
    : offset > start + name.length && offset >= Math.min(valueAt, offset);
}

function isInComment(text: string, line: LineHead, offset: number): boolean {
  let at = line.start;
  while (at < offset) {
    const char = text[at];
    if ((char === '"' || char === "'") && /[\s,[{:-]/.test(text[at - 1] ?? ' ')) at = endOfQuoted(text, at);
    else if (char === '#' && (at === line.start || /\s/.test(text[at - 1] ?? ''))) return true;
    else at++;
  }
  return false;
}

/** What encloses the cursor, outermost first. */
function ancestorsOf(
  text: string,
  line: LineHead,
  own: readonly LineEntry[],
  offset: number,
): readonly Ancestor[] {
  const chain: Ancestor[] = [];
  const key = line.entries.find(({ kind }) => kind === 'member');
  const isOnKey = own.at(-1)?.kind !== 'member';
  let level = {
    column: isOnKey && key !== undefined ? key.column : line.isBlank ? offset - line.start : line.column,
    isItem: false,
  };
  const visit = ({ kind, column, name, valueAt }: LineEntry): void => {
    const [inner] = chain;
    if (kind === 'item') {
      if (level.isItem && column === level.column && inner !== undefined) inner.step = Number(inner.step) + 1;
      else if (column < level.column) {
        chain.unshift({ step: 0, valueAt });
        level = { column, isItem: true };
      }
    } else if (column < level.column || (level.isItem && column === level.column)) {
      chain.unshift({ step: name, valueAt });
      level = { column, isItem: false };
    }
  };
  if (!isOnKey || (own.length > 0 && key === undefined))
    level = { column: Number.POSITIVE_INFINITY, isItem: false };
  for (const entry of [...own].reverse()) visit(entry);
  let start = line.start;
  while (start > 0 && (level.column > 0 || level.isItem)) {
    start = startOfLine(text, start - 1);
    // Most lines above belong to neighbours, and are indented too far to enclose anything here.
    const column = indentOf(text, start);
    if (column > level.column || (column === level.column && column > 0 && !level.isItem)) continue;
    const head = readLine(text, start);
    if (head.isSeparator) break;
    if (!head.isBlank) for (const entry of [...head.entries].reverse()) visit(entry);
  }
  return chain;
}

function indentOf(text: string, start: number): number {
  let at = start;
  while (text.charCodeAt(at) === space) at++;
  return at - start;
}

const space = 32;

function keyToken(text: string, { offset, name }: LineEntry): Token {
  const first = text[offset];
  const quote = first === '"' || first === "'" ? first : '';
  return {
    text: name,
    offset,
    length: quote === '' ? name.length : endOfQuoted(text, offset) - offset,
    quote,
  };
}

/** The word that begins at an offset, as far as it goes on its line. */
function tokenAt(text: string, wordAt: number, offset: number, flow: boolean): Token {
  const start = Math.min(wordAt, offset);
  const first = text[start];
  if (first === '"' || first === "'") {
    const end = endOfQuoted(text, start);
    return { text: unquote(text.slice(start, end)), offset: start, length: end - start, quote: first };
  }
  const end = endOfLine(text, start);
  const word =
    (flow ? /^.*?(?=[,{}[\]]|:(?:\s|$)|\s#|\s*$)/ : /^.*?(?=\s#|\s*$)/).exec(text.slice(start, end))?.[0] ??
    '';
  return { text: word.trimEnd(), offset: start, length: word.trimEnd().length, quote: '' };
}

/** Lines above and below that belong to the same map. */
function membersAround(text: string, line: LineHead, column: number): ReadonlyMap<string, string> {
  const members = new Map<string, string>();
  const note = (head: LineHead): 'end' | 'on' => {
    if (head.isBlank) return 'on';
    const key = head.entries.find(({ kind }) => kind === 'member');
    if (head.isSeparator || (key?.column ?? head.column) < column) return 'end';
    if (key?.column === column)
      members.set(
        key.name,
        unquote(
          text
            .slice(key.valueAt, head.end)
            .replace(/\s+#.*$/, '')
            .trim(),
        ),
      );
    // An item's first member stands behind its dash.
    return head.column < column ? 'end' : 'on';
  };
  if (line.entries[0]?.kind !== 'item') {
    for (let start = line.start; start > 0; ) {
      start = startOfLine(text, start - 1);
      if (indentOf(text, start) > column) continue;
      if (note(readLine(text, start)) === 'end') break;
    }
  }
  const own = line.entries.find(({ kind }) => kind === 'member');
  if (own?.column === column) members.set(own.name, unquote(text.slice(own.valueAt, line.end).trim()));
  for (let start = nextLine(text, line.end); start !== -1; ) {
    if (indentOf(text, start) > column) {
      start = nextLine(text, start);
      continue;
    }
    const head = readLine(text, start);
    if ((head.entries[0]?.kind === 'item' && head.column < column) || note(head) === 'end') break;
    start = nextLine(text, head.end);
  }
  return members;
}

function nextLine(text: string, offset: number): number {
  return text.indexOf('\n', offset) + 1 || -1;
}
