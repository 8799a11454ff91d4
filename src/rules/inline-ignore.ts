import type { Place } from '../diagnostics/diagnostic.ts';

/** A comment that silences rules on one line: `# eda-ignore event-name: the legacy feed calls it so`. */
export interface InlineIgnore {
  /** The line that it speaks of, from 1: its own where something stands before it, else the next one that says something. */
  readonly line: number;
  readonly ruleIds: readonly string[];
  /** Why; absent where nobody said. */
  readonly reason?: string;
  /** The comment itself, as a range of text. */
  readonly at: Place;
}

/** Finds the ignores in the text of a spec file. A file without the word costs one search. */
export function findInlineIgnores(text: string, file: string): InlineIgnore[] {
  if (!text.includes('eda-ignore')) return [];
  const ignores: InlineIgnore[] = [];
  const lines = text.split('\n');
  let offset = 0;
  for (const [index, line] of lines.entries()) {
    const match = /(?:^|\s)(#\s*eda-ignore(?![\w-])((?:(?!\s#).)*))/.exec(line.replace(/\r$/, ''));
    const [, comment, words] = match ?? [];
    if (match !== null && comment !== undefined && words !== undefined) {
      const start = line.indexOf(comment, match.index);
      const alone = line.slice(0, start).trim() === '';
      const [ids = '', ...rest] = words.split(':');
      const reason = rest.join(':').trim();
      ignores.push({
        line: alone ? nextSpeakingLine(lines, index) : index + 1,
        ruleIds: ids.split(/[\s,]+/).filter((id) => id !== ''),
        ...(reason === '' ? {} : { reason }),
        at: { file, path: [], range: { offset: offset + start, length: comment.trimEnd().length } },
      });
    }
    offset += line.length + 1;
  }
  return ignores;
}

/** Line number, from 1, of the first line behind `index` that is neither empty nor a comment. */
function nextSpeakingLine(lines: readonly string[], index: number): number {
  let next = index + 1;
  while (next < lines.length && /^\s*(#.*)?$/.test(lines[next] ?? '')) next++;
  return next + 1;
}
