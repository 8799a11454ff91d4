import type { Diagnostic, Severity } from '../diagnostic.ts';
import { countSeverities } from '../verdict.ts';
import { displayWidth } from './display-width.ts';
import { type Located, locateAll, plural, type Texts } from './located.ts';
import { createPaint, type Paint, printable } from './paint.ts';
import { wrap } from './wrap.ts';

export interface TerminalOptions {
  readonly colour: boolean;
  /** Columns; lines are broken between words before them. */
  readonly width: number;
  /** Code frames are shown for so many findings at most: beyond, a list reads better. */
  readonly frames: number;
  /** How a file of the project is called where the report is read; its own path otherwise. */
  readonly showFile?: (file: string) => string;
}

/** Findings for people: grouped by file, each with its place, its line of the spec, and what to do. */
export function formatTerminal(
  diagnostics: readonly Diagnostic[],
  texts: Texts,
  options: TerminalOptions,
): string {
  const paint = createPaint(options.colour);
  const showFile = (path: string): string => printable(options.showFile?.(path) ?? path);
  const located = locateAll(diagnostics, texts);
  const lines: string[] = [];
  let file: string | undefined;
  for (const item of located) {
    if (item.diagnostic.at.file !== file) {
      file = item.diagnostic.at.file;
      lines.push(paint.bold(showFile(file)));
    }
    lines.push(
      ...formatFinding(item, texts, {
        withFrame: located.length <= options.frames,
        width: options.width,
        showFile,
        paint,
      }),
    );
  }
  return lines.length === 0 ? '' : `${lines.join('\n')}\n`;
}

/** `2 errors, 1 warning in 2 files`, or `no problems`. */
export function summarise(diagnostics: readonly Diagnostic[], paint: Paint): string {
  const counts = countSeverities(diagnostics);
  const parts: string[] = [];
  if (counts.error > 0) parts.push(paint.red(plural(counts.error, 'error')));
  if (counts.warning > 0) parts.push(paint.yellow(plural(counts.warning, 'warning')));
  if (counts.info > 0) parts.push(plural(counts.info, 'hint'));
  if (parts.length === 0) return paint.green('no problems');
  const files = new Set(diagnostics.map(({ at }) => at.file)).size;
  return `${parts.join(', ')} in ${plural(files, 'file')}`;
}

interface Look {
  readonly withFrame: boolean;
  readonly width: number;
  readonly showFile: (file: string) => string;
  readonly paint: Paint;
}

function formatFinding(
  { diagnostic, position }: Located,
  texts: Texts,
  { withFrame, width, showFile, paint }: Look,
): string[] {
  const place = `${position.line}:${position.column}`.padStart(6);
  const severity = diagnostic.severity.padEnd(7);
  const indent = ' '.repeat(place.length + 2 + severity.length + 1);
  const room = Math.max(40, width - indent.length);
  const [first = '', ...rest] = wrap(printable(diagnostic.message), room);
  const lines = [`${paint.dim(place)}  ${paintSeverity(diagnostic.severity, severity, paint)} ${first}`];
  lines.push(...rest.map((line) => indent + line));
  const last = lines.length - 1;
  const lastText = rest.at(-1) ?? first;
  if (lastText.length + diagnostic.code.length + 3 <= room) lines[last] += `   ${paint.dim(diagnostic.code)}`;
  else lines.push(indent + paint.dim(diagnostic.code));
  if (withFrame)
    lines.push(...frameOf(texts.textOf(diagnostic.at.file), position, indent.length - 8, width, paint));
  if (diagnostic.help !== undefined) {
    lines.push(...wrap(printable(diagnostic.help), room).map((line) => indent + paint.blue(line)));
  }
  if (diagnostic.fix !== undefined) {
    const flag = diagnostic.fix.safe ? '--fix' : '--fix-unsafe';
    lines.push(indent + paint.dim(`${flag}: ${printable(diagnostic.fix.title)}`));
  }
  for (const related of diagnostic.related ?? []) {
    const { line, column } = texts.locate(related.at);
    lines.push(
      indent + paint.dim(`${printable(related.message)}: ${showFile(related.at.file)}:${line}:${column}`),
    );
  }
  return lines;
}

function paintSeverity(severity: Severity, text: string, paint: Paint): string {
  if (severity === 'error') return paint.red(text);
  if (severity === 'warning') return paint.yellow(text);
  return paint.blue(text);
}

/** The line before and the line itself, with the fault underlined. */
function frameOf(
  text: string | undefined,
  position: Located['position'],
  indent: number,
  width: number,
  paint: Paint,
): string[] {
  if (text === undefined || text === '') return [];
  const lines: string[] = [];
  const number = (line: number): string => paint.dim(`${String(line).padStart(indent + 4)} │ `);
  const room = Math.max(20, width - indent - 7);
  const own = lineAt(text, position.line);
  const before = position.line > 1 ? lineAt(text, position.line - 1) : '';
  // A long line is shown from a little before the fault.
  const from = position.column - 1 > room - 20 ? position.column - 1 - Math.floor(room / 3) : 0;
  const cut = (line: string): string => {
    const part = printable(line.slice(from, from + room).replaceAll('\t', ' '));
    const start = from > 0 ? `…${part.slice(1)}` : part;
    return line.length > from + room ? `${start.slice(0, -1)}…` : start;
  };
  if (before.trim() !== '' && from === 0) lines.push(number(position.line - 1) + paint.dim(cut(before)));
  lines.push(number(position.line) + cut(own));
  const start = position.column - 1 - from;
  const length = Math.max(1, Math.min(position.length, own.length - (position.column - 1), room - start));
  const blanks = ' '.repeat(displayWidth(cut(own).slice(0, start)));
  const under = '~'.repeat(Math.max(1, displayWidth(cut(own).slice(start, start + length))));
  lines.push(`${paint.dim(`${' '.repeat(indent + 4)} │ `)}${blanks}${paint.red(under)}`);
  return lines;
}

function lineAt(text: string, line: number): string {
  let start = 0;
  for (let number = 1; number < line; number++) {
    const end = text.indexOf('\n', start);
    if (end === -1) return '';
    start = end + 1;
  }
  const end = text.indexOf('\n', start);
  return text.slice(start, end === -1 ? text.length : end).replace(/\r$/, '');
}
