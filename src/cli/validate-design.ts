import { plural } from '../diagnostics/format/located.ts';
import { type Paint, printable } from '../diagnostics/format/paint.ts';
import { decideVerdict } from '../diagnostics/verdict.ts';
import type { Architecture } from '../model/architecture.ts';
import { createLintMemory, type LintMemory } from '../pipeline.ts';
import { createParseMemory } from '../spec/parse-memory.ts';
import { rememberFiles } from '../spec/remembered-files.ts';
import type { ParseCache } from '../spec/source.ts';
import { type CheckedDesign, checkDesign } from './check-design.ts';
import type { ValidateOptions } from './commands/validate.ts';
import { describeFindings } from './describe-findings.ts';
import { exitCode, exitCodeOf } from './exit-code.ts';
import { errorsInReading, type Gated, gateFindings, mayBeKnown } from './gate.ts';
import { growNursery } from './grow-nursery.ts';
import type { Io } from './io.ts';
import { designBaseline } from './known-findings.ts';
import type { OfficialParser } from './official-parser.ts';
import { keptElsewhere } from './pinned-design.ts';
import { findDesign, type Project } from './project.ts';
import { publishReport } from './publish-report.ts';
import { describeOutcome, describeWith, type PublishedReport, since, textsOf } from './report.ts';
import { isForPeople, reportFiles, targetsOf } from './report-targets.ts';
import { repositoryFolder } from './repository-folder.ts';
import type { GlobalOptions } from './session.ts';
import { version } from './version.ts';

/** `eda validate` */
export async function runValidate(
  files: readonly string[],
  options: ValidateOptions,
  globals: GlobalOptions,
  io: Io,
): Promise<number> {
  const refused = describeMisuse(options);
  if (refused !== undefined) {
    io.stderr.write(`eda: ${refused}\n`);
    return exitCode.usage;
  }
  const found = findDesign(globals.cwd, ...files);
  if (!found.ok) {
    io.stderr.write(`eda: ${printable(found.message)}\n`);
    return found.kind === 'usage' ? exitCode.usage : exitCode.unreadable;
  }
  const { project } = found;
  growNursery(project);
  if (options.explain !== undefined) {
    const { runExplain } = await import('./explain-name.ts');
    const format = options.format.some((target) => target.format === 'json') ? 'json' : 'text';
    return runExplain(options.explain, undefined, { format }, { ...globals, cwd: project.folder }, io);
  }
  let official: OfficialParser | undefined;
  if (options.official) {
    const { getOfficialParser, loadOfficialParser } = await import('./official-parser.ts');
    official = await loadOfficialParser(project);
    if (official === undefined) {
      io.stderr.write(`eda: --official needs @asyncapi/parser\n     ${getOfficialParser}\n`);
      return exitCode.usage;
    }
  }
  if ((options.fix || options.fixUnsafe) && project.services !== undefined) {
    io.stderr.write(`eda: ${keptElsewhere}: mend it there, and raise the pin\n`);
    return exitCode.usage;
  }
  if (options.fix || options.fixUnsafe) {
    const { applyFixes } = await import('../write/apply-fixes.ts');
    const applied = await applyFixes(
      project.folder,
      // What the baseline hides is left for another day, as is what did not change since a revision.
      async () => {
        const checked = await checkDesign(project, {
          sinceRelease: true,
          inlineIgnores: options.inlineIgnores,
        });
        const gated = await gateFindings(checked, project, options);
        return gated.ok ? gated.findings : [];
      },
      {
        unsafe: options.fixUnsafe,
      },
    );
    for (const title of applied) io.stderr.write(`fixed: ${printable(title)}\n`);
  }
  if (options.watch) {
    const { watchProject } = await import('./watch-project.ts');
    // A file that is the same is not read again, a text that is the same not parsed, a schema that is the same not judged.
    const [cache, memory] = [createParseMemory(), createLintMemory()];
    const watched: Project = { ...project, files: rememberFiles(project.files) };
    const validate = (): Promise<number> =>
      validateOnce(watched, options, globals, io, { cache, memory, official });
    return watchProject(watched, io, validate, reportFiles(options.format, io.cwd));
  }
  return validateOnce(project, options, globals, io, { official });
}

/** Options that contradict each other, in a sentence. */
function describeMisuse({
  watch,
  format,
  updateBaseline,
  since,
  baseline,
}: ValidateOptions): string | undefined {
  if (watch && !isForPeople(format)) {
    return '--watch is for people at work: formats for programs go into files, --format json=eda.json';
  }
  if (updateBaseline && since !== undefined)
    return '--update-baseline notes all that is found: without --since';
  if (updateBaseline && !baseline) return '--update-baseline and --no-baseline contradict each other';
  return undefined;
}

async function validateOnce(
  project: Project,
  options: ValidateOptions,
  globals: GlobalOptions,
  io: Io,
  {
    cache,
    memory,
    official,
  }: {
    readonly cache?: ParseCache;
    readonly memory?: LintMemory;
    readonly official: OfficialParser | undefined;
  },
): Promise<number> {
  const start = performance.now();
  const checked = await checkDesign(project, {
    inlineIgnores: options.inlineIgnores,
    ...(cache === undefined ? {} : { cache }),
    ...(memory === undefined ? {} : { memory }),
    ...(official === undefined ? {} : { official }),
    sinceRelease: true,
  });
  if (options.updateBaseline && errorsInReading(checked).size === 0 && !checked.design.incomplete) {
    const { updateBaseline } = await import('./update-baseline.ts');
    io.stderr.write(`${updateBaseline(project.files, designBaseline, mayBeKnown(checked))}\n`);
  } else if (options.updateBaseline) {
    io.stderr.write(
      'eda: the baseline stays as it is: errors in reading hide what else there is; mend them first\n',
    );
  }
  const gated = await gateFindings(checked, project, options);
  if (!gated.ok) {
    io.stderr.write(`eda: ${printable(gated.message)}\n`);
    if (gated.help !== undefined) io.stderr.write(`     ${printable(gated.help)}\n`);
    return exitCode.usage;
  }
  const report = makeReport(checked, gated, project, options, io, start);
  return publishReport(report, targetsOf(options.format), project, globals, io);
}

function makeReport(
  { design, custom }: CheckedDesign,
  { findings, suppressed, notes }: Gated,
  project: Project,
  { failOn }: ValidateOptions,
  io: Io,
  start: number,
): PublishedReport {
  const verdict = decideVerdict(findings, { incomplete: design.incomplete, failOn });
  const time = since(start);
  const { architecture } = design;
  return {
    command: 'validate',
    version,
    findings,
    suppressed,
    verdict,
    exitCode: exitCodeOf(verdict),
    texts: textsOf(design, project.files),
    files: [...(design.source?.texts.keys() ?? [])],
    folder: repositoryFolder(project.folder, io.cwd),
    notes,
    ...(architecture === undefined ? {} : { more: { system: sizeOf(architecture) } }),
    verdictLine: (paint: Paint) =>
      [
        ...describeFindings(findings, suppressed, paint),
        describeOutcome(verdict),
        architecture === undefined ? undefined : describeSize(architecture),
        paint.dim(time),
      ]
        .filter((part) => part !== undefined)
        .join(' · '),
    describe: describeWith(custom),
  };
}

function sizeOf(architecture: Architecture): object {
  return {
    name: architecture.system.name,
    services: Object.keys(architecture.services).length,
    events: Object.keys(architecture.events).length,
  };
}

function describeSize(architecture: Architecture): string {
  return `${plural(Object.keys(architecture.services).length, 'service')}, ${plural(Object.keys(architecture.events).length, 'event')}`;
}
