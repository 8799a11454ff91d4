import type { Diagnostic } from '../diagnostic.ts';
import { fingerprint } from '../fingerprint.ts';
import { type Located, locateAll } from './located.ts';
import { endOf, type Report } from './report.ts';

/** Changes when a member changes its meaning or goes; new members may come at any time. */
const formatVersion = 1;

/**
 * Findings for programs, as `specs/schema/report.schema.json` describes them. Lines and columns begin at 1; `path` leads
 * to the value in its file; files are relative to `folder`.
 */
export function toJsonReport(report: Report): object {
  const { verdict } = report;
  return {
    version: formatVersion,
    tool: { name: 'eda', version: report.version },
    command: report.command,
    folder: report.folder,
    diagnostics: locateAll(report.findings, report.texts).map((located) => toJson(located, report)),
    suppressed: toJsonSuppressed(report),
    counts: verdict.counts,
    verdict: { outcome: verdict.outcome, failOn: verdict.failOn, exitCode: report.exitCode },
    notes: report.notes,
    ...report.more,
  };
}

function toJsonSuppressed(report: Report): object[] {
  const why = new Map(report.suppressed.map((one) => [one.diagnostic, one]));
  return locateAll([...why.keys()], report.texts).map((located) => {
    const { by, reason } = why.get(located.diagnostic) ?? {};
    return { ...toJson(located, report), by, ...(reason === undefined ? {} : { reason }) };
  });
}

function toJson({ diagnostic, position }: Located, { texts }: Report): object {
  const end = endOf(position, texts.textOf(diagnostic.at.file));
  return {
    code: diagnostic.code,
    severity: diagnostic.severity,
    message: diagnostic.message,
    ...(diagnostic.help === undefined ? {} : { help: diagnostic.help }),
    file: diagnostic.at.file,
    line: position.line,
    column: position.column,
    endLine: end.line,
    endColumn: end.column,
    length: position.length,
    path: diagnostic.at.path,
    fingerprint: fingerprint(diagnostic),
    ...(diagnostic.related === undefined ? {} : { related: relatedOf(diagnostic, texts) }),
    ...(diagnostic.fix === undefined
      ? {}
      : { fix: { safe: diagnostic.fix.safe, title: diagnostic.fix.title } }),
  };
}

function relatedOf({ related = [] }: Diagnostic, texts: Report['texts']): object[] {
  return related.map(({ message, at }) => {
    const { line, column } = texts.locate(at);
    return { message, file: at.file, line, column };
  });
}
