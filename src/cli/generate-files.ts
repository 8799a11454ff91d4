import { readdirSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadPackage } from '../dev/load-package.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { printable } from '../diagnostics/format/paint.ts';
import { hashAssets, openAssets } from '../generators/assets.ts';
import { generators as allGenerators } from '../generators/index.ts';
import type { Architecture } from '../model/architecture.ts';
import { planDesign } from '../pipeline.ts';
import type { ParseCache } from '../spec/source.ts';
import { createParseCache } from '../write/cache.ts';
import { createInputHasher, hashText } from '../write/content-hash.ts';
import { extendFiles } from '../write/extend-files.ts';
import { findUnchangedRun, keepRun, type LastRun, noteReads, resultsOf } from '../write/last-run.ts';
import { lockName } from '../write/lock.ts';
import { raisePins } from '../write/raise-pins.ts';
import { takeRunLock } from '../write/run-lock.ts';
import { openStoredPlans } from '../write/stored-plans.ts';
import { readLock, writeFiles } from '../write/write.ts';
import { checkDesign } from './check-design.ts';
import { chooseGenerators, ownGenerators } from './choose-generators.ts';
import { exitCode } from './exit-code.ts';
import { gateFindings } from './gate.ts';
import type { GenerateRun } from './generate-run.ts';
import { scopeOf } from './generate-scope.ts';
import type { Io } from './io.ts';
import { findMisused, readOverwrite } from './overwritten-paths.ts';
import { countProgress, showProgress } from './progress.ts';
import { findProject, type Project } from './project.ts';
import { openProject } from './read-design.ts';
import { readPlaces } from './read-places.ts';
import { refuseWith } from './refuse.ts';
import { newerWriter, releaseOf } from './release-of.ts';
import { describeWith, hasErrors, textsOf, today } from './report.ts';
import { type Found, type ReportedRun, reportRefusal, reportResults } from './report-generated.ts';
import { isForPeople, reportFiles } from './report-targets.ts';
import type { GlobalOptions } from './session.ts';
import { version } from './version.ts';

/** `eda generate` */
export async function runGenerate(
  only: readonly string[],
  options: GenerateRun,
  globals: GlobalOptions,
  io: Io,
): Promise<number> {
  const project = openProject(globals.cwd, refuseWith(io), findProject);
  if (typeof project === 'number') return project;
  if (options.watch && (options.check || !isForPeople(options.format))) {
    return refuseUse(
      io,
      '--watch is for people at work: without --check, and formats for programs go into files',
    );
  }
  const run = (): Promise<number> => generateOnce(project, only, options, globals, io);
  if (!options.watch) return run();
  const { watchProject } = await import('./watch-project.ts');
  return watchProject(project, io, run, reportFiles(options.format, io.cwd));
}

async function generateOnce(
  project: Project,
  only: readonly string[],
  options: GenerateRun,
  globals: GlobalOptions,
  io: Io,
): Promise<number> {
  const start = performance.now();
  const mode = options.check ? 'check' : options.dryRun ? 'dry-run' : 'write';
  const run: ReportedRun = { project, mode, options, globals, io, start };
  if (mode !== 'write') return generateAll(run, only);
  const lock = await waitForRunLock(project.folder, io);
  if ('heldBy' in lock) {
    return refuseUse(
      io,
      `another eda generate (process ${lock.heldBy}) is writing here; try again when it is done`,
    );
  }
  try {
    return await generateAll(run, only);
  } finally {
    lock.release();
  }
}

/** Read, check, plan, write, report. */
async function generateAll(run: ReportedRun, only: readonly string[]): Promise<number> {
  const { project, mode, options, globals, io } = run;
  const assetsHash = hashAssets();
  // Hashed once: it goes into the key of every file.
  const program = hashText(`${version} ${bundleStamp()} ${assetsHash}`);
  const key = `${program} ${today()} ${project.root} ${project.services?.join() ?? ''}`;
  const isOfAll = only.length === 0 && options.service === undefined;
  const isWhole = isOfAll && options.overwrite.length === 0 && options.onRaised === undefined;
  const last = isWhole ? findUnchangedRun(project.folder, project.files, key) : undefined;
  if (last !== undefined) return reportUnchanged(run, last);

  const cache = createParseCache(project.folder);
  const { files: notedFiles, reads } = noteReads(project.files);
  const read = await readChecked(run, { ...project, files: notedFiles }, cache);
  if (!read.ok) return read.code;
  const { architecture, found, refuse } = read;
  if (mode === 'write') cache.save();
  const scope = scopeOf(options.service, architecture, project.services);
  if ('message' in scope) return refuseUse(io, scope.message);
  const before = readLock(project.folder);
  const overwrite = readOverwrite(options.overwrite, project.folder, globals.cwd);
  const givenUp = overwrite.has(lockName);
  if (before.state === 'damaged' && !givenUp) return refuseLock(io);
  const assets = openAssets(undefined, assetsHash);
  const own = releaseOf(assets);
  const newer = newerWriter(before, own);
  if (newer !== undefined && !givenUp) return refuseUse(io, newer.message, newer.help);

  const custom = await ownGenerators(project, architecture);
  if (custom.diagnostics.length > 0) return refuse(custom.diagnostics);
  const generators = [...allGenerators, ...custom.values];
  const chosen = chooseGenerators(generators, only);
  if ('message' in chosen) return refuseUse(io, chosen.message, chosen.help);
  const ids = chosen.ids ?? enabledOf(scope.generators, architecture);
  const hashInputs = createInputHasher();
  const plans = openStoredPlans(project.folder, (values) => hashInputs(values, program));
  const { records } = before.lock;
  const places = readPlaces(notedFiles);
  const plan = await planDesign(
    architecture,
    generators,
    assets,
    records,
    ids,
    scope.services,
    plans,
    places,
  );
  if (hasErrors(plan.diagnostics)) return refuse(plan.diagnostics);
  const misused = findMisused(overwrite, plan.files, before.lock);
  if (misused !== undefined) return refuseUse(io, misused);

  const files = plan.files.filter(({ path }) => scope.covers(path));
  const extensions = await extendFiles(project.folder, files, () => loadPackage(project.folder, 'ts-morph'));
  const upgraded =
    options.onRaised === undefined ? undefined : raisePins(project.folder, files, extensions.texts);
  for (const pin of upgraded?.raised ?? []) options.onRaised?.(pin);
  const progress = countProgress(io, 'writing file');
  const written = writeFiles({
    root: project.folder,
    files,
    extensions: upgraded?.texts ?? extensions.texts,
    ran: plan.ran,
    records: scope.recordsOf(before.lock.records, plan.records),
    lock: before.lock,
    ...(isOfAll ? { by: own } : {}),
    assetsVersion: program,
    hashInputs,
    overwrite: new Set(overwrite.keys()),
    covers: scope.covers,
    mode: mode === 'write' ? 'write' : 'plan',
    onWrite: progress.tick,
  });
  progress.end();
  if (mode === 'write') plans.save();
  const findings = [...found.findings, ...plan.diagnostics, ...extensions.diagnostics];
  // What code of the project's own, or a package that is missing today, would say next time, nobody knows.
  const isPredictable =
    architecture.lint.custom.length === 0 &&
    custom.values.length === 0 &&
    extensions.diagnostics.length === 0;
  if (isWhole && mode === 'write' && isPredictable) {
    keepRun(project.folder, { key, reads, ...written, notes: findings, scope: scope.title });
  }
  options.onResults?.(written.results);
  return reportResults(run, { ...found, findings }, written.results, scope.title);
}

/** Of a run that knows before it makes the model that there is nothing to do. */
function reportUnchanged(run: ReportedRun, last: LastRun): Promise<number> {
  const texts = textsOf({ diagnostics: [], incomplete: false }, run.project.files);
  const found = { findings: last.notes, suppressed: [], notes: [], texts, files: [] };
  return reportResults(run, found, resultsOf(last), last.scope);
}

type ReadDesign =
  | {
      readonly ok: true;
      readonly architecture: Architecture;
      readonly found: Found;
      /** Reports that nothing is generated, with what else was found; gives the exit code. */
      readonly refuse: (more: readonly Diagnostic[]) => Promise<number>;
    }
  | { readonly ok: false; readonly code: number };

/** The design, where nothing stands against generating from it; else that is reported. */
async function readChecked(run: ReportedRun, project: Project, cache: ParseCache): Promise<ReadDesign> {
  const checked = await checkDesign(project, { cache });
  const gated = await gateFindings(checked, project);
  if (!gated.ok) return { ok: false, code: refuseUse(run.io, gated.message, gated.help) };
  const { design } = checked;
  const { architecture } = design;
  const found: Found = {
    ...gated,
    texts: textsOf(design, run.project.files),
    files: [...(design.source?.texts.keys() ?? [])],
    describe: describeWith(checked.custom),
  };
  const refuse = (more: readonly Diagnostic[]): Promise<number> =>
    reportRefusal(run, { ...found, findings: [...found.findings, ...more] }, design);
  return architecture === undefined || design.incomplete || hasErrors(found.findings)
    ? { ok: false, code: await refuse([]) }
    : { ok: true, architecture, found, refuse };
}

/** Of some generators those that the design does not turn off. */
function enabledOf(
  ids: readonly string[] | undefined,
  { generate }: Architecture,
): readonly string[] | undefined {
  return ids?.filter((id) => generate[id]?.enabled !== false);
}

function refuseLock(io: Io): number {
  io.stderr.write(
    `eda: eda.lock cannot be read (a merge conflict?); it says which files are generated, and how migrations are numbered\n` +
      `     restore it from version control, or give it up:  eda generate --overwrite eda.lock\n`,
  );
  return exitCode.unreadable;
}

/** A run takes less than this; somebody else's is waited for so long. In ms. */
const patience = 5000;

async function waitForRunLock(folder: string, io: Io): Promise<ReturnType<typeof takeRunLock>> {
  const endProgress = showProgress(io, 'waiting for another eda generate to end');
  try {
    for (const end = Date.now() + patience; ; ) {
      const lock = takeRunLock(folder);
      if ('release' in lock || Date.now() > end) return lock;
      await new Promise((done) => setTimeout(done, 50));
    }
  } finally {
    endProgress();
  }
}

function refuseUse(io: Io, message: string, more?: string): number {
  io.stderr.write(`eda: ${printable(message)}\n${more === undefined ? '' : `     ${more}\n`}`);
  return exitCode.usage;
}

/** Changes with the program itself, so that a rebuilt eda makes every file's content anew. */
function bundleStamp(): string {
  const folder = dirname(fileURLToPath(import.meta.url));
  return readdirSync(folder)
    .map((name) => {
      const { size, mtimeMs } = statSync(resolve(folder, name));
      return `${name}:${size}:${mtimeMs}`;
    })
    .join(' ');
}
