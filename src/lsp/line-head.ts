/** A member of a map, or an item of a list, that begins on a line. */
export interface LineEntry {
  readonly kind: 'member' | 'item';
  readonly column: number;
  /** Of a member: its key, without quotes. */
  readonly name: string;
  /** Where its key begins, or its dash. */
  readonly offset: number;
  /** Where its value begins, behind blanks; the end of the line where nothing is there. */
  readonly valueAt: number;
}

/** How a line of block YAML begins: `- - key: value`. */
export interface LineHead {
  readonly start: number;
  readonly end: number;
  readonly column: number;
  /** Nothing but blanks, or a comment. */
  readonly isBlank: boolean;
  /** `---` or `...` */
  readonly isSeparator: boolean;
  /** From left to right. */
  readonly entries: readonly LineEntry[];
  /** Where the word begins that is no entry yet: a scalar, or a key without its colon. */
  readonly wordAt: number;
}

const keyPattern =
  /("(?:[^"\\\n]|\\.)*"|'(?:[^'\n]|'')*'|[^\s"'{}[\],#&*!|>%@`][^\n]*?)[ \t]*:(?=[ \t\r\n]|$)/y;
const dashPattern = /-(?=[ \t\r\n]|$)/y;

/** Reads the head of the line that begins at `start`. */
export function readLine(text: string, start: number): LineHead {
  const end = endOfLine(text, start);
  let at = skipBlanks(text, start, end);
  const column = at - start;
  const entries: LineEntry[] = [];
  for (; at < end && matchAt(dashPattern, text, at) !== undefined; ) {
    const valueAt = skipBlanks(text, at + 1, end);
    entries.push({ kind: 'item', column: at - start, name: '', offset: at, valueAt });
    at = valueAt;
  }
  const wordAt = at;
  const key = at < end ? matchAt(keyPattern, text, at) : undefined;
  if (key !== undefined) {
    const valueAt = skipBlanks(text, at + key[0].length, end);
    entries.push({ kind: 'member', column: at - start, name: unquote(key[1] ?? ''), offset: at, valueAt });
  }
  const rest = text.slice(start, Math.min(end, start + 4)).trimEnd();
  return {
    start,
    end,
    column,
    isBlank: entries.length === 0 && (at === end || text[at] === '#'),
    isSeparator: rest === '---' || rest === '...' || rest.startsWith('--- '),
    entries,
    wordAt,
  };
}

/** Offset of the first character of the line that an offset is on. */
export function startOfLine(text: string, offset: number): number {
  return offset <= 0 ? 0 : text.lastIndexOf('\n', offset - 1) + 1;
}

/** Offset of the end of the line, before its line break. */
export function endOfLine(text: string, offset: number): number {
  const end = text.indexOf('\n', offset);
  if (end === -1) return text.length;
  return end > 0 && text[end - 1] === '\r' && end > offset ? end - 1 : end;
}

/** A key or scalar without the quotes around it. */
export function unquote(word: string): string {
  const quote = word[0];
  if (quote !== '"' && quote !== "'") return word;
  const inner = word.slice(1, word.length > 1 && word.endsWith(quote) ? -1 : undefined);
  return quote === "'" ? inner.replaceAll("''", "'") : inner.replace(/\\(.)/g, '$1');
}

function skipBlanks(text: string, from: number, end: number): number {
  let at = from;
  while (at < end && (text[at] === ' ' || text[at] === '\t')) at++;
  return at;
}

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text) ?? undefined;
}
