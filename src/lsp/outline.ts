import type { Path } from '../diagnostics/diagnostic.ts';
import { endOfQuoted } from './flow-reader.ts';
import { endOfLine, readLine, unquote } from './line-head.ts';

/** A key of a text, wherever it stands, and how far its value goes. */
export interface OutlineKey {
  readonly path: Path;
  /** Of the key, with its quotes. */
  readonly offset: number;
  readonly length: number;
  /** Behind the last word of its value. */
  end: number;
}

/**
 * Every key of a YAML or JSON text with its path, by indentation and brackets alone: half a document has an outline as
 * well. In the order of the text.
 */
export function readOutline(text: string): readonly OutlineKey[] {
  const keys: OutlineKey[] = [];
  const open: { step: string | number; column: number; isItem: boolean; key: OutlineKey | undefined }[] = [];
  let index = 0;
  let lastWord = 0;
  const closeTo = (column: number, isItem: boolean): void => {
    for (let top = open.at(-1); top !== undefined; top = open.at(-1)) {
      const stays = top.column < column || (isItem && top.column === column && !top.isItem);
      if (stays || (isItem && top.isItem && top.column === column)) return;
      if (top.key !== undefined) top.key.end = Math.max(top.key.end, lastWord);
      open.pop();
    }
  };
  while (index < text.length) {
    const line = readLine(text, index);
    index = text.indexOf('\n', line.end) + 1 || text.length;
    if (line.isBlank) continue;
    if (line.isSeparator) {
      closeTo(-1, false);
      continue;
    }
    let valueAt = line.entries.length === 0 ? line.wordAt : line.start;
    if (line.entries.length === 0) closeTo(line.column, false);
    for (const entry of line.entries) {
      const isItem = entry.kind === 'item';
      closeTo(entry.column, isItem);
      const top = open.at(-1);
      if (isItem) {
        if (top?.isItem === true && top.column === entry.column) top.step = Number(top.step) + 1;
        else open.push({ step: 0, column: entry.column, isItem, key: undefined });
      } else {
        const quoted = /["']/.test(text[entry.offset] ?? '');
        const length = quoted ? endOfQuoted(text, entry.offset) - entry.offset : entry.name.length;
        const key: OutlineKey = {
          path: [...open.map(({ step }) => step), entry.name],
          offset: entry.offset,
          length,
          end: entry.offset + length + 1,
        };
        keys.push(key);
        open.push({ step: entry.name, column: entry.column, isItem, key });
      }
      valueAt = entry.valueAt;
    }
    if (/[{[]/.test(text[valueAt] ?? '')) {
      const end = readFlowKeys(
        text,
        valueAt,
        open.map(({ step }) => step),
        keys,
      );
      if (end > line.end) index = text.indexOf('\n', end) + 1 || text.length;
      lastWord = end;
    } else {
      lastWord = endOfWords(text, valueAt, line.end);
      if (/^[|>]/.test(text.slice(valueAt, valueAt + 1))) {
        const top = open.at(-1);
        for (;;) {
          const next = readLine(text, index);
          const isInside = next.end > next.start && next.column > (top?.column ?? -1);
          if (index >= text.length || (!isInside && text.slice(next.start, next.end).trim() !== '')) break;
          if (isInside) lastWord = next.end;
          index = text.indexOf('\n', next.end) + 1 || text.length;
        }
      }
    }
    for (const { key } of open) if (key !== undefined) key.end = Math.max(key.end, lastWord);
  }
  return keys;
}

function endOfWords(text: string, from: number, end: number): number {
  const words = text
    .slice(from, end)
    .replace(/(^|\s)#.*$/, '')
    .trimEnd();
  return from + words.length;
}

/** Adds the keys of a flow collection; gives the offset behind its closing bracket, or of the end of the text. */
function readFlowKeys(text: string, from: number, base: Path, keys: OutlineKey[]): number {
  const frames: { isMap: boolean; step: string | number | undefined; key: OutlineKey | undefined }[] = [];
  let word: number | undefined;
  const endValue = (at: number): void => {
    const frame = frames.at(-1);
    if (frame?.key !== undefined) frame.key.end = at;
  };
  for (let at = from; at < text.length; at++) {
    const char = text[at] ?? '';
    const frame = frames.at(-1);
    if ((char === '"' || char === "'") && word === undefined) {
      word = at;
      at = endOfQuoted(text, at) - 1;
    } else if (char === '#' && /[\s,[{]/.test(text[at - 1] ?? ' ')) {
      at = endOfLine(text, at) - 1;
    } else if ((char === '{' || char === '[') && word === undefined) {
      frames.push({ isMap: char === '{', step: char === '[' ? 0 : undefined, key: undefined });
    } else if (char === '}' || char === ']') {
      endValue(at);
      frames.pop();
      word = undefined;
      if (frames.length === 0) return at + 1;
    } else if (char === ',') {
      endValue(at);
      word = undefined;
      if (frame !== undefined) {
        frame.step = frame.isMap ? undefined : Number(frame.step) + 1;
        frame.key = undefined;
      }
    } else if (
      char === ':' &&
      frame?.isMap === true &&
      frame.step === undefined &&
      /[\s,{}[\]]|$/.test(text[at + 1] ?? ' ')
    ) {
      const start = word ?? at;
      frame.step = unquote(text.slice(start, at).trim());
      const path = [...base, ...frames.map(({ step }) => step ?? '')];
      frame.key = { path, offset: start, length: text.slice(start, at).trimEnd().length, end: at + 1 };
      keys.push(frame.key);
      word = undefined;
    } else if (!/\s/.test(char)) word ??= at;
  }
  return text.length;
}
