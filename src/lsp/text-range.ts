import type { Position } from '../spec/locate.ts';

/** A stretch of a text as editors count: lines and characters from 0, characters in UTF-16 units. */
export interface TextRange {
  readonly start: TextPosition;
  readonly end: TextPosition;
}

export interface TextPosition {
  readonly line: number;
  readonly character: number;
}

/** Where a place stands that was located in a text. */
export function rangeOf(text: string, { offset, length, line, column }: Position): TextRange {
  const start = { line: line - 1, character: column - 1 };
  const inner = text.slice(offset, offset + length);
  const lastBreak = inner.lastIndexOf('\n');
  if (lastBreak === -1)
    return { start, end: { line: start.line, character: start.character + inner.length } };
  return {
    start,
    end: { line: start.line + inner.split('\n').length - 1, character: inner.length - lastBreak - 1 },
  };
}

/** Where a stretch of a text, in UTF-16 units, stands as editors count. */
export function rangeIn(
  text: string,
  { offset, length }: { readonly offset: number; readonly length: number },
): TextRange {
  return { start: positionIn(text, offset), end: positionIn(text, offset + length) };
}

/** The line and character of an offset. */
export function positionIn(text: string, offset: number): TextPosition {
  let line = 0;
  let start = 0;
  for (let next = text.indexOf('\n'); next !== -1 && next < offset; next = text.indexOf('\n', next + 1)) {
    line++;
    start = next + 1;
  }
  return { line, character: offset - start };
}

/** The offset of a position; of one behind the end of a line, that end. */
export function offsetIn(text: string, { line, character }: TextPosition): number {
  let start = 0;
  for (let count = 0; count < line; count++) {
    const next = text.indexOf('\n', start);
    if (next === -1) return text.length;
    start = next + 1;
  }
  const end = text.indexOf('\n', start);
  return Math.min(start + Math.max(0, character), end === -1 ? text.length : end);
}

/** Positions of many offsets of one text. */
export function createPositions(text: string): (offset: number) => TextPosition {
  const starts = [0];
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return (offset) => {
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low, character: offset - (starts[low] ?? 0) };
  };
}
