import { plural } from '../diagnostics/format/located.ts';
import { decideVerdict } from '../diagnostics/verdict.ts';
import type { FileResult } from '../write/write.ts';
import { describeResults, findDrift } from './describe-results.ts';
import { exitCode, exitCodeOf } from './exit-code.ts';
import type { GenerateRun } from './generate-run.ts';
import type { Io } from './io.ts';
import type { Project } from './project.ts';
import { publishReport } from './publish-report.ts';
import { type PublishedReport, since } from './report.ts';
import { targetsOf } from './report-targets.ts';
import { repositoryFolder } from './repository-folder.ts';
import type { GlobalOptions } from './session.ts';
import { version } from './version.ts';

/** One run of the generators, as its report speaks of it. */
export interface ReportedRun {
  readonly project: Project;
  readonly mode: 'write' | 'check' | 'dry-run';
  readonly options: GenerateRun;
  readonly globals: GlobalOptions;
  readonly io: Io;
  /** When it began, as `performance.now` counts. */
  readonly start: number;
}

/** What was found on the way, and where its words stand. */
export type Found = Pick<
  PublishedReport,
  'findings' | 'suppressed' | 'notes' | 'texts' | 'files' | 'describe'
>;

/** Reports what became of the files; returns the exit code. */
export async function reportResults(
  run: ReportedRun,
  found: Found,
  results: readonly FileResult[],
  scope: string,
): Promise<number> {
  const { mode, options } = run;
  const code = codeOf(results, mode);
  if (!isWorthSaying(options.says, code, results)) return code;
  const drift = mode === 'check' && code !== exitCode.fine ? findDrift(results) : [];
  const verdict = decideVerdict([...found.findings, ...drift], { incomplete: false });
  const describe: PublishedReport['endForPeople'] = (paint) =>
    describeResults(results, { mode, paint, scope, time: since(run.start) });
  return publish(run, {
    ...common(run, found),
    findings: [...found.findings, ...drift],
    // The list of files says the same, in fewer words.
    listed: found.findings,
    verdict,
    exitCode: code,
    more: { files: results },
    verdictLine: (paint) => describe(paint).trimEnd().split('\n').at(-1) ?? '',
    endForPeople: describe,
  });
}

/** Reports why nothing is generated: half a system helps nobody. Returns the exit code. */
export async function reportRefusal(
  run: ReportedRun,
  found: Found,
  { incomplete }: { readonly incomplete: boolean },
): Promise<number> {
  const verdict = decideVerdict(found.findings, { incomplete });
  const { error } = verdict.counts;
  return publish(run, {
    ...common(run, found),
    verdict,
    exitCode: exitCodeOf(verdict) === exitCode.fine ? exitCode.findings : exitCodeOf(verdict),
    more: { files: [] },
    verdictLine: (paint) => paint.red(`nothing generated: ${plural(error, 'error')} in the design`),
  });
}

function common(
  { project, io }: ReportedRun,
  found: Found,
): Found & Pick<PublishedReport, 'command' | 'version' | 'folder'> {
  return { ...found, command: 'generate', version, folder: repositoryFolder(project.folder, io.cwd) };
}

function publish({ options, project, globals, io }: ReportedRun, report: PublishedReport): Promise<number> {
  return publishReport(report, targetsOf(options.format), project, globals, io);
}

function isWorthSaying(says: GenerateRun['says'], code: number, results: readonly FileResult[]): boolean {
  if (says === 'failures') return code !== exitCode.fine;
  if (says !== 'changes') return true;
  return results.some(({ action }) => action !== 'unchanged' && action !== 'yours');
}

function codeOf(results: readonly FileResult[], mode: ReportedRun['mode']): number {
  const isBehind = ({ action }: FileResult): boolean => {
    if (mode === 'dry-run' || action === 'unchanged' || action === 'yours') return false;
    return mode === 'check' || /^(edited|in-the-way|stale-edited)$/.test(action);
  };
  return results.some(isBehind) ? exitCode.outOfDate : exitCode.fine;
}
