import { join, relative } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { locateAll, type Texts } from '../diagnostics/format/located.ts';
import { type Paint, printable } from '../diagnostics/format/paint.ts';
import type { CodeDescription, Report } from '../diagnostics/format/report.ts';
import type { Verdict } from '../diagnostics/verdict.ts';
import type { LoadedDesign } from '../pipeline.ts';
import type { Rule } from '../rules/rule.ts';
import { createLocators } from '../spec/locate.ts';
import type { ProjectFiles } from '../spec/project-files.ts';
import { type Io, widthOf } from './io.ts';
import type { Project } from './project.ts';
import type { GlobalOptions } from './session.ts';

/** The texts that the diagnostics of a design speak of. */
export function textsOf(design: LoadedDesign, files: ProjectFiles): Texts {
  const textOf = (file: string): string | undefined => {
    const known = design.source?.texts.get(file);
    if (known !== undefined) return known;
    const read = files.read(file);
    return read.ok ? read.text : undefined;
  };
  return { textOf, locate: createLocators((file) => textOf(file) ?? '') };
}

/** A report, and the words that a person reads below its findings. */
export interface PublishedReport extends Report {
  /** The last line: what was found in which of what. */
  readonly verdictLine: (paint: Paint) => string;
  /** Explains codes, for formats that carry explanations. */
  readonly describe?: (code: string) => Promise<CodeDescription | undefined>;
  /** Findings that people read as a list, where something else says the rest. */
  readonly listed?: readonly Diagnostic[];
  /** In place of the verdict: what a person reads below the findings. */
  readonly endForPeople?: (paint: Paint) => string;
  /** In place of the summary of findings. */
  readonly forPullRequest?: () => string;
  /** In place of the findings: what programs read. */
  readonly forPrograms?: () => unknown;
}

/** Findings for people, with files as one opens them from where the command was called. */
export async function listFindings(
  { findings: all, listed, texts }: PublishedReport,
  project: Project,
  { colour, cwd }: GlobalOptions,
  io: Io,
): Promise<string> {
  const findings = listed ?? all;
  if (findings.length === 0) return '';
  const { formatTerminal } = await import('../diagnostics/format/terminal.ts');
  return formatTerminal(findings, texts, {
    colour,
    width: widthOf(io),
    frames: 20,
    showFile: (file) => relative(cwd, join(project.folder, file)),
  });
}

/**
 * What a person reads below the findings: notes, the verdict, and behind it, or below where the terminal is too narrow,
 * what to look at next.
 */
export function describeEnd(report: PublishedReport, paint: Paint, io: Io): string {
  const { texts, notes } = report;
  const findings = report.listed ?? report.findings;
  const verdict = report.verdictLine(paint);
  const errors = findings.filter(({ severity }) => severity === 'error');
  const [first] = locateAll(errors.length > 0 ? errors : findings, texts);
  const next = first === undefined ? '' : `eda explain ${first.diagnostic.code}`;
  const length = stripVTControlCharacters(verdict).length + 3 + next.length;
  const gap = next === '' ? '' : length > widthOf(io) ? '\n' : '   ';
  const before = [
    ...(findings.length > 0 ? [''] : []),
    ...notes.map((note) => paint.dim(printable(note))),
    '',
  ].join('\n');
  const end = report.endForPeople?.(paint) ?? `${verdict}${gap}${paint.dim(next)}\n`;
  return before + end;
}

/** Explains codes, those of the project's own rules too; what it reads is loaded when it is called. */
export function describeWith(custom: readonly Rule[]): NonNullable<PublishedReport['describe']> {
  return async (code) => {
    const { describeCode } = await import('./describe-code.ts');
    return describeCode(code, custom);
  };
}

/** What decides where the counts alone don't tell it. */
export function describeOutcome({ outcome, failOn, counts }: Verdict): string | undefined {
  if (outcome === 'unreadable') return 'not all could be read, so no rule ran';
  if (outcome === 'failed' && counts.error === 0) return `fails by --fail-on ${failOn}`;
  if (outcome === 'passed' && counts.error > 0) return `passes by --fail-on ${failOn}`;
  return undefined;
}

export function hasErrors(diagnostics: readonly Diagnostic[]): boolean {
  return diagnostics.some((diagnostic) => diagnostic.severity === 'error');
}

/** ISO date of today, in UTC: sunsets and ignores end on the same day everywhere. */
export function today(): string {
  return new Date().toISOString().slice(0, 10);
}

/** A number of milliseconds for people. */
export function since(start: number): string {
  const ms = performance.now() - start;
  return ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`;
}

export function writeJson(io: Io, value: unknown): void {
  io.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
}
