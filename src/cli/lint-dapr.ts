import { lintResources } from '../dapr/lint-resources.ts';
import type { Place } from '../diagnostics/diagnostic.ts';
import { plural } from '../diagnostics/format/located.ts';
import { type Paint, printable } from '../diagnostics/format/paint.ts';
import { summarise } from '../diagnostics/format/terminal.ts';
import { decideVerdict } from '../diagnostics/verdict.ts';
import { findInlineIgnores } from '../rules/inline-ignore.ts';
import { silence } from '../rules/silence.ts';
import { createLocator, type Position } from '../spec/locate.ts';
import { createDiskFiles } from '../spec/project-files.ts';
import type { LintOptions } from './commands/lint.ts';
import { exitCode, exitCodeOf } from './exit-code.ts';
import type { Io } from './io.ts';
import type { Project } from './project.ts';
import { publishReport } from './publish-report.ts';
import { readYamlFiles } from './read-yaml-files.ts';
import { describeOutcome, describeWith, type PublishedReport, since } from './report.ts';
import { targetsOf } from './report-targets.ts';
import { repositoryFolder } from './repository-folder.ts';
import type { GlobalOptions } from './session.ts';
import { version } from './version.ts';

/** `eda lint dapr`: reports like `eda validate` and ends like it. */
export async function runLintDapr(
  paths: readonly string[],
  { format, failOn }: LintOptions,
  globals: GlobalOptions,
  io: Io,
): Promise<number> {
  const start = performance.now();
  const found = readYamlFiles(globals.cwd, paths.length === 0 ? ['.'] : paths);
  if (typeof found === 'string') {
    io.stderr.write(`eda: ${printable(found)}\n`);
    return exitCode.unreadable;
  }
  const { diagnostics: all, resources } = lintResources(found);
  if (resources === 0 && all.length === 0) {
    io.stderr.write(
      `eda: no resource of Dapr in ${plural(found.length, 'YAML file')}; one has apiVersion: dapr.io/… and a kind\n`,
    );
    return exitCode.usage;
  }
  const texts = new Map(found.map(({ path, text }) => [path, text]));
  const locators = new Map<string, ReturnType<typeof createLocator>>();
  const locate = (place: Place): Position => {
    const known = locators.get(place.file) ?? createLocator(texts.get(place.file) ?? '');
    locators.set(place.file, known);
    return known(place);
  };
  const ignores = found.flatMap(({ path, text }) => findInlineIgnores(text, path));
  const { kept: diagnostics, ignored } = silence(all, ignores, { locate: (place) => locate(place).line });
  const incomplete = diagnostics.some(({ code }) => code === 'dapr-yaml');
  const verdict = decideVerdict(diagnostics, { incomplete, failOn });
  const report: PublishedReport = {
    command: 'lint dapr',
    version,
    findings: diagnostics,
    suppressed: ignored.map(({ diagnostic, ignore: { reason } }) => ({
      diagnostic,
      by: 'ignore',
      ...(reason === undefined ? {} : { reason }),
    })),
    verdict,
    exitCode: exitCodeOf(verdict),
    texts: {
      textOf: (file) => texts.get(file),
      locate,
    },
    files: found.map(({ path }) => path),
    folder: repositoryFolder(globals.cwd, io.cwd),
    notes: [],
    verdictLine: (paint: Paint) =>
      [
        summarise(diagnostics, paint),
        ignored.length > 0 ? `${ignored.length} ignored` : undefined,
        describeOutcome(verdict),
        plural(resources, 'resource'),
        paint.dim(since(start)),
      ]
        .filter((part) => part !== undefined)
        .join(' · '),
    describe: describeWith([]),
  };
  const project: Project = {
    folder: globals.cwd,
    files: createDiskFiles(globals.cwd),
    root: '',
    entry: '',
  };
  return publishReport(report, targetsOf(format), project, globals, io);
}
