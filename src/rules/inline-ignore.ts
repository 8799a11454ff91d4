import type { Path, Place } from '../diagnostics/diagnostic.ts';

/** What silences rules at one place: `# eda-ignore event-name: the legacy feed calls it so (until 2027-01-31)`. */
export interface InlineIgnore {
  readonly scope: IgnoreScope;
  readonly ruleIds: readonly string[];
  /** Why; absent where nobody said. */
  readonly reason?: string;
  /** The last day on which it holds, as it was written: an ISO date, if its author wrote one. */
  readonly until?: string;
  /** The ignore itself. */
  readonly at: Place;
  /** Of a comment, what goes with it: the blanks before it, or its whole line. */
  readonly whole?: Place;
}

export type IgnoreScope =
  /** From 1: the comment's own line where something stands before it, else the next one that says something. */
  | { readonly kind: 'line'; readonly line: number }
  | { readonly kind: 'file' }
  /** A value of the file and all within it. */
  | { readonly kind: 'value'; readonly path: Path };

/**
 * Finds the ignores in the text of a spec file: `# eda-ignore` for a line, `# eda-ignore-file` for all of the file. A
 * file without the word costs one search.
 */
export function findInlineIgnores(text: string, file: string): InlineIgnore[] {
  if (!text.includes('eda-ignore')) return [];
  const ignores: InlineIgnore[] = [];
  const lines = text.split('\n');
  let offset = 0;
  for (const [index, line] of lines.entries()) {
    const match = /(?:^|\s)(#\s*eda-ignore(-file)?(?![\w-])((?:(?!\s#).)*))/.exec(line.replace(/\r$/, ''));
    const [, comment, ofFile, words] = match ?? [];
    if (match !== null && comment !== undefined && words !== undefined) {
      const start = line.indexOf(comment, match.index);
      const alone = line.slice(0, start).trim() === '';
      const [, said = '', until] = /^(.*?)(?:\s*\(until\s+([^)]*?)\s*\))?\s*$/.exec(words) ?? [];
      const [ids = '', ...rest] = said.split(':');
      const reason = rest.join(':').trim();
      ignores.push({
        scope:
          ofFile === undefined
            ? { kind: 'line', line: alone ? nextSpeakingLine(lines, index) : index + 1 }
            : { kind: 'file' },
        ruleIds: ids.split(/[\s,]+/).filter((id) => id !== ''),
        ...(reason === '' ? {} : { reason }),
        ...(until === undefined ? {} : { until }),
        at: { file, path: [], range: { offset: offset + start, length: comment.trimEnd().length } },
        whole: { file, path: [], range: wholeRange(line, offset, start, comment, alone) },
      });
    }
    offset += line.length + 1;
  }
  return ignores;
}

function wholeRange(line: string, offset: number, start: number, comment: string, alone: boolean) {
  if (alone && line.trim() === comment.trim()) return { offset, length: line.length + 1 };
  const before = line.slice(0, start).trimEnd().length;
  return { offset: offset + before, length: start - before + comment.trimEnd().length };
}

/** Line number, from 1, of the first line behind `index` that is neither empty nor a comment. */
function nextSpeakingLine(lines: readonly string[], index: number): number {
  let next = index + 1;
  while (next < lines.length && /^\s*(#.*)?$/.test(lines[next] ?? '')) next++;
  return next + 1;
}

/** True for a day of the calendar, written `2027-01-31`. */
export function isDay(text: string): boolean {
  const time = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(text) : Number.NaN;
  // February has no 30th, but a parser may know a day that it could mean.
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}

/** The words by which people find what an ignore speaks of. */
export function describeScope({ scope }: InlineIgnore): string {
  switch (scope.kind) {
    case 'line':
      return `on line ${scope.line}`;
    case 'file':
      return 'in this file';
    case 'value':
      return `at ${scope.path.join('/')}`;
  }
}
