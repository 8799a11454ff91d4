import { appendFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { createPaint, printable } from '../diagnostics/format/paint.ts';
import type { CodeDescription } from '../diagnostics/format/report.ts';
import type { Io } from './io.ts';
import type { Project } from './project.ts';
import { describeEnd, listFindings, type PublishedReport } from './report.ts';
import type { ReportTarget } from './report-targets.ts';
import type { GlobalOptions } from './session.ts';
import { writeOutput } from './write-output.ts';

/**
 * Prints or writes a report in each of the formats that were asked for; only those are loaded. What could not be written
 * is thrown as the file system says it. Returns the exit code.
 */
export async function publishReport(
  report: PublishedReport,
  targets: readonly ReportTarget[],
  project: Project,
  globals: GlobalOptions,
  io: Io,
): Promise<number> {
  const written: string[] = [];
  for (const { format, file } of targets) {
    if (file === undefined) {
      const text = await render(report, format, project, globals, io);
      io.stdout.write(await keepFromRunner(text, format, io));
    } else {
      writeOutput(
        resolve(io.cwd, file),
        await render(report, format, project, { ...globals, colour: false }, io),
      );
      written.push(file);
    }
    if (format === 'github') await writeStepSummary(report, io);
  }
  if (written.length > 0) {
    const verdict = report.verdictLine(createPaint(false));
    const isSilent = targets.every(({ file }) => file !== undefined);
    io.stderr.write(`${isSilent ? `${verdict} · ` : ''}written: ${written.map(printable).join(', ')}\n`);
  }
  return report.exitCode;
}

async function render(
  report: PublishedReport,
  format: ReportTarget['format'],
  project: Project,
  globals: GlobalOptions,
  io: Io,
): Promise<string> {
  switch (format) {
    case 'terminal': {
      const list = await listFindings(report, project, globals, io);
      return list + describeEnd(report, createPaint(globals.colour), io);
    }
    case 'compact': {
      const { formatCompact } = await import('../diagnostics/format/compact.ts');
      return formatCompact(report, (file) => relative(globals.cwd, join(project.folder, file)));
    }
    case 'json': {
      if (report.forPrograms !== undefined) return toText(report.forPrograms());
      const { toJsonReport } = await import('../diagnostics/format/json.ts');
      return toText(toJsonReport(report));
    }
    case 'sarif': {
      const { toSarif } = await import('../diagnostics/format/sarif.ts');
      return toText(toSarif(report, await describeCodes(report)));
    }
    case 'junit': {
      const { formatJunit } = await import('../diagnostics/format/junit.ts');
      return formatJunit(report);
    }
    case 'github': {
      const { formatGithub } = await import('../diagnostics/format/github.ts');
      return formatGithub(report);
    }
    case 'gitlab': {
      const { toGitlabReport } = await import('../diagnostics/format/gitlab.ts');
      return toText(toGitlabReport(report));
    }
    case 'markdown':
      return renderMarkdown(report);
  }
}

async function describeCodes(report: PublishedReport): Promise<ReadonlyMap<string, CodeDescription>> {
  const all = [...report.findings, ...report.suppressed.map(({ diagnostic }) => diagnostic)];
  const descriptions = new Map<string, CodeDescription>();
  for (const code of new Set(all.map((finding) => finding.code))) {
    const description = await report.describe?.(code);
    if (description !== undefined) descriptions.set(code, description);
  }
  return descriptions;
}

async function renderMarkdown(report: PublishedReport): Promise<string> {
  if (report.forPullRequest !== undefined) return report.forPullRequest();
  const { formatMarkdown } = await import('../diagnostics/format/markdown.ts');
  return formatMarkdown(report);
}

function toText(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

/** The log of a GitHub job is read for commands; what quotes a spec must not be taken for one. */
async function keepFromRunner(text: string, format: ReportTarget['format'], io: Io): Promise<string> {
  const isQuoting = format === 'terminal' || format === 'compact';
  if (!isQuoting || io.env.GITHUB_ACTIONS !== 'true') return text;
  const { withoutCommands } = await import('../diagnostics/format/without-commands.ts');
  return withoutCommands(text);
}

/** A step of a GitHub job has a page; it shows all that the annotations leave out. That it can't is no fault of a design. */
async function writeStepSummary(report: PublishedReport, io: Io): Promise<void> {
  const path = io.env.GITHUB_STEP_SUMMARY;
  if (path === undefined || path === '') return;
  try {
    appendFileSync(path, `${await renderMarkdown(report)}\n`);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    io.stderr.write(`eda: GITHUB_STEP_SUMMARY cannot be written: ${printable(reason)}\n`);
  }
}
