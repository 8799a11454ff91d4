import type { Severity } from '../diagnostic.ts';
import { severities } from '../verdict.ts';
import { type Located, plural } from './located.ts';
import { endOf, mostSevereFirst, type Report, repositoryPath } from './report.ts';

/** GitHub shows so many annotations of a kind from one step, and drops the rest in silence. */
const mostOfAKind = 10;

const commandOf: { readonly [severity in Severity]: string } = {
  error: 'error',
  warning: 'warning',
  info: 'notice',
};

/**
 * Findings as workflow commands of GitHub Actions, which become annotations on the lines of a pull request: the most
 * severe first, as many as GitHub shows, and a line that says how many there are beyond.
 */
export function formatGithub(report: Report): string {
  const located = mostSevereFirst(report.findings, report.texts);
  const lines: string[] = [];
  const cut: string[] = [];
  for (const severity of severities) {
    const own = located.filter(({ diagnostic }) => diagnostic.severity === severity);
    lines.push(...own.slice(0, mostOfAKind).map((item) => toCommand(item, report)));
    if (own.length > mostOfAKind)
      cut.push(plural(own.length - mostOfAKind, severity === 'info' ? 'hint' : severity));
  }
  if (cut.length > 0) lines.push(`eda: ${cut.join(', ')} more than GitHub shows as annotations`);
  return lines.map((line) => `${line}\n`).join('');
}

function toCommand({ diagnostic, position }: Located, report: Report): string {
  const { at, code, severity, message, help } = diagnostic;
  const end = endOf(position, report.texts.textOf(at.file));
  const properties: readonly (readonly [string, string | number])[] = [
    ['file', repositoryPath(report, at.file)],
    ['line', position.line],
    ['endLine', end.line],
    // GitHub takes columns only of what stands on one line.
    ...(end.line === position.line
      ? ([
          ['col', position.column],
          ['endColumn', end.column],
        ] as const)
      : []),
    ['title', code],
  ];
  const text = properties.map(([key, value]) => `${key}=${escapeProperty(String(value))}`).join(',');
  return `::${commandOf[severity]} ${text}::${escapeData(help === undefined ? message : `${message}\n${help}`)}`;
}

/** What the runner's toolkit escapes in the text of a command. */
function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

/** What it escapes in a property besides. */
function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
