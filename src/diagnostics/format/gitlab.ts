import type { Diagnostic, Severity } from '../diagnostic.ts';
import { createNumbering, fingerprint } from '../fingerprint.ts';
import { locateAll } from './located.ts';
import { type Report, repositoryPath } from './report.ts';

/** An entry of GitLab's report of code quality: what its documentation requires, and what its widget shows. */
export interface GitlabIssue {
  readonly description: string;
  readonly check_name: string;
  /** Unique in the report: GitLab drops what it has seen. */
  readonly fingerprint: string;
  readonly severity: 'info' | 'minor' | 'major' | 'critical' | 'blocker';
  readonly location: { readonly path: string; readonly lines: { readonly begin: number } };
}

const severityOf: { readonly [severity in Severity]: GitlabIssue['severity'] } = {
  error: 'major',
  warning: 'minor',
  info: 'info',
};

/** Findings as GitLab's Code Quality artifact: the merge request shows what is new and what is mended. */
export function toGitlabReport(report: Report): GitlabIssue[] {
  const number = createNumbering();
  return locateAll(report.findings, report.texts).map(({ diagnostic, position }) => ({
    description: describe(diagnostic),
    check_name: diagnostic.code,
    fingerprint: number(fingerprint(diagnostic)),
    severity: severityOf[diagnostic.severity],
    location: { path: repositoryPath(report, diagnostic.at.file), lines: { begin: position.line } },
  }));
}

/** One line; a message may end with a question. */
function describe({ message, help }: Diagnostic): string {
  if (help === undefined) return message;
  return `${message}${message.endsWith('?') ? '' : ';'} ${help}`;
}
