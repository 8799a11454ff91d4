import type { Path } from '../diagnostics/diagnostic.ts';
import { unquote } from './line-head.ts';

/** Where reading of `{ }` or `[ ]` stands at an offset. */
export interface FlowPosition {
  readonly path: Path;
  readonly on: 'key' | 'value';
  /** Where the word that is being read begins: its quote, or its first character; the offset itself where none does. */
  readonly wordAt: number;
  /** What the innermost map says before, by key; of scalars their text. */
  readonly members: ReadonlyMap<string, string>;
}

interface Frame {
  readonly isMap: boolean;
  key: string | undefined;
  index: number;
  readonly members: Map<string, string>;
}

/**
 * Reads a flow collection, or JSON, from its bracket to an offset. Undefined where it is closed before, and inside of a
 * comment. Mistakes such as a missing comma are borne: the next one helps.
 */
export function readFlow(text: string, from: number, to: number): FlowPosition | undefined {
  const frames: Frame[] = [];
  let word: number | undefined;
  let at = from;
  const endWord = (end: number): void => {
    if (word === undefined) return;
    const frame = frames.at(-1);
    if (frame?.isMap === true && frame.key !== undefined)
      frame.members.set(frame.key, unquote(text.slice(word, end).trim()));
    word = undefined;
  };
  while (at < to) {
    const char = text[at] ?? '';
    const frame = frames.at(-1);
    if ((char === '"' || char === "'") && word === undefined) {
      const end = endOfQuoted(text, at);
      word = at;
      if (end > to || (end === to && text[end - 1] !== char)) break;
      at = end;
      continue;
    }
    if (char === '#' && /[\s,[{]/.test(text[at - 1] ?? ' ')) {
      const end = text.indexOf('\n', at);
      if (end === -1 || end >= to) return undefined;
      at = end;
      continue;
    }
    if ((char === '{' || char === '[') && word === undefined) {
      frames.push({ isMap: char === '{', key: undefined, index: 0, members: new Map() });
    } else if (char === '}' || char === ']') {
      endWord(at);
      frames.pop();
      if (frames.length === 0) return undefined;
    } else if (char === ',') {
      endWord(at);
      if (frame?.isMap === true) frame.key = undefined;
      else if (frame !== undefined) frame.index++;
    } else if (char === ':' && frame?.isMap === true && frame.key === undefined && endsKey(text, at, word)) {
      frame.key = unquote(text.slice(word ?? at, at).trim());
      frame.members.set(frame.key, '');
      word = undefined;
    } else if (!/\s/.test(char)) word ??= at;
    at++;
  }
  const frame = frames.at(-1);
  if (frame === undefined) return undefined;
  const isKey = frame.isMap && frame.key === undefined;
  return {
    path: stepsOf(isKey ? frames.slice(0, -1) : frames),
    on: isKey ? 'key' : 'value',
    wordAt: word ?? to,
    members: frame.members,
  };
}

function stepsOf(frames: readonly Frame[]): Path {
  return frames.map(({ isMap, key, index }) => (isMap ? (key ?? '') : index));
}

/** Offset behind a quoted text, or of the end of its line where its quote is not closed. */
export function endOfQuoted(text: string, start: number): number {
  const quote = text[start];
  for (let at = start + 1; at < text.length; at++) {
    const char = text[at];
    if (char === '\n') return at;
    if (char === '\\' && quote === '"') at++;
    else if (char === quote) {
      if (quote === "'" && text[at + 1] === "'") at++;
      else return at + 1;
    }
  }
  return text.length;
}

/** A colon ends a key before a blank or a bracket, and anywhere behind a quoted key. */
function endsKey(text: string, at: number, word: number | undefined): boolean {
  const next = text[at + 1] ?? ' ';
  return /[\s,{}[\]]/.test(next) || (word !== undefined && /["']/.test(text[word] ?? ''));
}
