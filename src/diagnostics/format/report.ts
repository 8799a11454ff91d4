import type { Diagnostic, Severity } from '../diagnostic.ts';
import { severities, type Verdict } from '../verdict.ts';
import { type FilePosition, type Located, locateAll, type Texts } from './located.ts';

/** What a run has to say: the same for every format. */
export interface Report {
  /** "validate" */
  readonly command: string;
  /** Of eda. */
  readonly version: string;
  readonly findings: readonly Diagnostic[];
  /** What was found and does not count. */
  readonly suppressed: readonly Suppressed[];
  readonly verdict: Verdict;
  readonly exitCode: number;
  readonly texts: Texts;
  /** Files that were looked at, those without findings too. */
  readonly files: readonly string[];
  /** The folder of the design as the repository calls it, with `/`; empty at its top. Paths for CI begin with it. */
  readonly folder: string;
  /** What a reader should know besides: lines of text. */
  readonly notes: readonly string[];
  /** Further members of the JSON report. */
  readonly more?: { readonly [member: string]: unknown };
}

/** A finding that does not count, and why. */
export interface Suppressed {
  readonly diagnostic: Diagnostic;
  /** An ignore beside it, or the baseline. */
  readonly by: 'ignore' | 'baseline';
  readonly reason?: string;
}

/** What a rule or fault is about, for formats that carry explanations. */
export interface CodeDescription {
  /** One line. */
  readonly title: string;
  /** Markdown. */
  readonly text?: string;
}

/** A file of the design as the repository calls it. */
export function repositoryPath({ folder }: Pick<Report, 'folder'>, file: string): string {
  return folder === '' ? file : `${folder}/${file}`;
}

/** By severity, then by file and position: what readers with limits should see first. */
export function mostSevereFirst(findings: readonly Diagnostic[], texts: Texts): Located[] {
  const rank = (severity: Severity): number => severities.indexOf(severity);
  return locateAll(findings, texts).sort((a, b) => rank(a.diagnostic.severity) - rank(b.diagnostic.severity));
}

/** Where a stretch of text ends: the line and column behind its last character, both from 1. */
export function endOf(position: FilePosition, text: string | undefined): { line: number; column: number } {
  const stretch = (text ?? '').slice(position.offset, position.offset + position.length);
  const lines = stretch.split('\n');
  const last = lines.at(-1) ?? '';
  if (lines.length === 1) return { line: position.line, column: position.column + Math.max(1, last.length) };
  return { line: position.line + lines.length - 1, column: last.length + 1 };
}
