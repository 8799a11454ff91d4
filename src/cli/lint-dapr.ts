import { lintResources } from '../dapr/lint-resources.ts';
import type { ResourceFile } from '../dapr/read-resources.ts';
import type { Diagnostic, Place } from '../diagnostics/diagnostic.ts';
import { plural } from '../diagnostics/format/located.ts';
import { type Paint, printable } from '../diagnostics/format/paint.ts';
import type { Suppressed } from '../diagnostics/format/report.ts';
import { decideVerdict } from '../diagnostics/verdict.ts';
import { findInlineIgnores } from '../rules/inline-ignore.ts';
import { type IgnoredFinding, silence } from '../rules/silence.ts';
import { createLocators, type Position } from '../spec/locate.ts';
import { createDiskFiles, type ProjectFiles } from '../spec/project-files.ts';
import type { LintOptions } from './commands/lint.ts';
import { describeFindings } from './describe-findings.ts';
import { exitCode, exitCodeOf } from './exit-code.ts';
import type { Io } from './io.ts';
import { daprBaseline, findKnown, type KnownFindings } from './known-findings.ts';
import type { Project } from './project.ts';
import { publishReport } from './publish-report.ts';
import { readYamlFiles } from './read-yaml-files.ts';
import { refuseWith } from './refuse.ts';
import { describeOutcome, describeWith, type PublishedReport, since } from './report.ts';
import { targetsOf } from './report-targets.ts';
import { repositoryFolder } from './repository-folder.ts';
import type { GlobalOptions } from './session.ts';
import { version } from './version.ts';

/** `eda lint dapr`: reports like `eda validate` and ends like it. */
export async function runLintDapr(
  paths: readonly string[],
  options: LintOptions,
  globals: GlobalOptions,
  io: Io,
): Promise<number> {
  const start = performance.now();
  const refuse = refuseWith(io);
  if (options.updateBaseline && !options.baseline)
    return refuse('--update-baseline and --no-baseline contradict each other');
  const { cwd } = globals;
  const named = paths.length === 0 ? ['.'] : paths;
  const files = createDiskFiles(cwd);
  let linted = lint(cwd, named, options);
  if (typeof linted === 'string') return refuse(linted, exitCode.unreadable);
  if (options.fix || options.fixUnsafe) {
    const { applyFixes } = await import('../write/apply-fixes.ts');
    const titles = await applyFixes(
      cwd,
      async () => {
        const again = lint(cwd, named, options);
        if (typeof again === 'string') return [];
        const known = await knownOf(again, files, options);
        return known.ok ? again.diagnostics.filter((each) => !known.known.has(each)) : [];
      },
      { unsafe: options.fixUnsafe },
    );
    for (const title of titles) io.stderr.write(`fixed: ${printable(title)}\n`);
    if (titles.length > 0) linted = lint(cwd, named, options);
    if (typeof linted === 'string') return refuse(linted, exitCode.unreadable);
  }
  const { diagnostics: all, files: found, resources, ignored, incomplete, locate } = linted;
  if (resources === 0 && all.length === 0) {
    return refuse(
      `no resource of Dapr in ${plural(found.length, 'YAML file')}; one has apiVersion: dapr.io/… and a kind`,
    );
  }
  if (options.updateBaseline && incomplete) {
    io.stderr.write('eda: the baseline stays as it is: not all files could be read; mend them first\n');
  } else if (options.updateBaseline) {
    const { updateBaseline } = await import('./update-baseline.ts');
    io.stderr.write(`${updateBaseline(files, daprBaseline, mayBeKnown(linted))}\n`);
  }
  const compared = await knownOf(linted, files, options);
  if (!compared.ok) return refuse(compared.message, exitCode.usage, compared.help);
  const findings = all.filter((each) => !compared.known.has(each));
  const suppressed: Suppressed[] = [
    ...ignored.map(({ diagnostic, ignore: { reason } }) => ({
      diagnostic,
      by: 'ignore' as const,
      ...(reason === undefined ? {} : { reason }),
    })),
    ...[...compared.known].map((diagnostic) => ({ diagnostic, by: 'baseline' as const })),
  ];
  const verdict = decideVerdict(findings, { incomplete, failOn: options.failOn });
  const texts = new Map(found.map(({ path, text }) => [path, text]));
  const report: PublishedReport = {
    command: 'lint dapr',
    version,
    findings,
    suppressed,
    verdict,
    exitCode: exitCodeOf(verdict),
    texts: { textOf: (file) => texts.get(file), locate },
    files: found.map(({ path }) => path),
    folder: repositoryFolder(cwd, io.cwd),
    // Of some files alone, what others hold is not mended.
    notes: compared.mended !== undefined && paths.length === 0 && !incomplete ? [compared.mended] : [],
    verdictLine: (paint: Paint) =>
      [
        ...describeFindings(findings, suppressed, paint),
        describeOutcome(verdict),
        plural(resources, 'resource'),
        paint.dim(since(start)),
      ]
        .filter((part) => part !== undefined)
        .join(' · '),
    describe: describeWith([]),
  };
  const project: Project = { folder: cwd, files, root: '', entry: '' };
  return publishReport(report, targetsOf(options.format), project, globals, io);
}

interface Linted {
  readonly files: readonly ResourceFile[];
  readonly resources: number;
  readonly diagnostics: readonly Diagnostic[];
  readonly ignored: readonly IgnoredFinding[];
  /** True: some file could not be read as YAML. */
  readonly incomplete: boolean;
  readonly locate: (place: Place) => Position;
}

/** Reads and judges the files below paths; a text says which of them cannot be read. */
function lint(
  cwd: string,
  paths: readonly string[],
  { inlineIgnores }: Pick<LintOptions, 'inlineIgnores'>,
): Linted | string {
  const files = readYamlFiles(cwd, paths);
  if (typeof files === 'string') return files;
  const { diagnostics: all, resources } = lintResources(files);
  const texts = new Map(files.map(({ path, text }) => [path, text]));
  const locate = createLocators((file) => texts.get(file) ?? '');
  const ignores = inlineIgnores ? files.flatMap(({ path, text }) => findInlineIgnores(text, path)) : [];
  const { kept, ignored } = silence(all, ignores, { locate: (place) => locate(place).line });
  const incomplete = kept.some(isUnread);
  return { files, resources, diagnostics: kept, ignored, incomplete, locate };
}

function isUnread({ code }: Diagnostic): boolean {
  return code === 'dapr-yaml';
}

/** A file that could not be read hides what else there is: a baseline does not know of it. */
function mayBeKnown({ diagnostics }: Linted): Diagnostic[] {
  return diagnostics.filter((diagnostic) => !isUnread(diagnostic));
}

function knownOf(linted: Linted, files: ProjectFiles, { baseline }: LintOptions): Promise<KnownFindings> {
  if (!baseline) return Promise.resolve({ ok: true, known: new Set() });
  return findKnown(files, daprBaseline, mayBeKnown(linted));
}
