import type { SourceExcerpt } from '../api.ts';

/** Longest excerpt, in lines. */
const mostLines = 80;

/**
 * The lines of a thing in a YAML or JSON text: its own, and those below that are indented more; comments right above
 * it come along.
 */
export function excerptOf(file: string, text: string, line: number): SourceExcerpt {
  const lines = text.split(/\r?\n/);
  const at = Math.min(Math.max(1, line), lines.length) - 1;
  const indent = indentOf(lines[at] ?? '');
  let first = at;
  while (first > 0 && /^\s*#/.test(lines[first - 1] ?? '') && indentOf(lines[first - 1] ?? '') === indent)
    first--;
  let last = at;
  while (last + 1 < lines.length && last - first < mostLines) {
    const next = lines[last + 1] ?? '';
    const isWithin = next.trim() === '' || indentOf(next) > indent || /^\s*[\]}]/.test(next);
    if (!isWithin) break;
    last++;
  }
  while (last > at && (lines[last] ?? '').trim() === '') last--;
  return { file, firstLine: first + 1, lines: lines.slice(first, last + 1) };
}

function indentOf(line: string): number {
  return line.length - line.trimStart().length;
}
