import { resolve } from 'node:path';
import { didYouMean } from '../diagnostics/suggest.ts';

/** The formats of findings; each is a module that is loaded when somebody asks for it. */
export const reportFormats = [
  'terminal',
  'compact',
  'json',
  'sarif',
  'junit',
  'github',
  'gitlab',
  'markdown',
] as const;

export type ReportFormat = (typeof reportFormats)[number];

/** One report: in which format, and where to. */
export interface ReportTarget {
  readonly format: ReportFormat;
  /** As it was written, relative to where the command was called; stdout otherwise. */
  readonly file?: string;
}

/** One report, for people. */
export const terminalOnly: readonly ReportTarget[] = [{ format: 'terminal' }];

/** What was asked for, or a report for people where nothing was. */
export function targetsOf(asked: readonly ReportTarget[]): readonly ReportTarget[] {
  return asked.length === 0 ? terminalOnly : asked;
}

/** True where nothing but what people read goes to stdout: it may come again and again. */
export function isForPeople(asked: readonly ReportTarget[]): boolean {
  return targetsOf(asked).every(
    ({ format, file }) => file !== undefined || format === 'terminal' || format === 'compact',
  );
}

/** Where reports are written: absolute paths. */
export function reportFiles(asked: readonly ReportTarget[], cwd: string): string[] {
  return asked.flatMap(({ file }) => (file === undefined ? [] : resolve(cwd, file)));
}

/** Reads one `--format` behind others: all of them, or a sentence that says why it cannot be. */
export function addTarget(text: string, before: readonly ReportTarget[]): readonly ReportTarget[] | string {
  const [name = '', ...rest] = text.split('=');
  const file = rest.join('=');
  const format = reportFormats.find((candidate) => candidate === name);
  if (format === undefined) {
    return `There is no format ${name}${didYouMean(name, reportFormats)}; formats: ${reportFormats.join(', ')}`;
  }
  if (rest.length > 0 && file === '') return 'No file is named behind the =';
  const targets = [...before, file === '' ? { format } : { format, file }];
  return describeClash(targets) ?? targets;
}

/** Reports that would end up in one another. */
function describeClash(targets: readonly ReportTarget[]): string | undefined {
  const files = targets.flatMap(({ file }) => file ?? []);
  const twice = files.find((file, index) => files.indexOf(file) !== index);
  if (twice !== undefined) return `Two reports would be written to ${twice}`;
  // Workflow commands are found among other lines.
  const onStdout = targets.filter(({ file }) => file === undefined).map(({ format }) => format);
  const forLines = onStdout.filter((format) => format !== 'github');
  const mixes = forLines.every((format) => format === 'terminal' || format === 'compact');
  const alone = forLines.length === 0 || forLines.length === onStdout.length || mixes;
  if (new Set(onStdout).size === onStdout.length && forLines.length <= 1 && alone) return undefined;
  return `${onStdout.join(' and ')} would both be printed; give one a file: --format ${onStdout.at(-1)}=report`;
}
