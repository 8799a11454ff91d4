import { readdirSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadPackage } from '../dev/load-package.ts';
import { toJsonReport } from '../diagnostics/format/json.ts';
import { plural } from '../diagnostics/format/located.ts';
import { createPaint, printable } from '../diagnostics/format/paint.ts';
import { didYouMean } from '../diagnostics/suggest.ts';
import { hashAssets, openAssets } from '../generators/assets.ts';
import type { Generator } from '../generators/generator.ts';
import { generators as allGenerators } from '../generators/index.ts';
import type { Architecture } from '../model/architecture.ts';
import { planDesign } from '../pipeline.ts';
import { createParseCache } from '../write/cache.ts';
import { hashText } from '../write/content-hash.ts';
import { extendFiles } from '../write/extend-files.ts';
import { findUnchangedRun, keepRun, type LastRun, noteReads, resultsOf } from '../write/last-run.ts';
import { lockName } from '../write/lock.ts';
import { takeRunLock } from '../write/run-lock.ts';
import { type FileResult, readLock, writeFiles } from '../write/write.ts';
import { checkDesign } from './check-design.ts';
import type { GenerateOptions } from './commands/generate.ts';
import { describeResults } from './describe-results.ts';
import { exitCode } from './exit-code.ts';
import { scopeOf } from './generate-scope.ts';
import type { Io } from './io.ts';
import { findStray, readOverwrite } from './overwritten-paths.ts';
import { countProgress, showProgress } from './progress.ts';
import { findProject, type Project } from './project.ts';
import type { Loaded } from './project-modules.ts';
import {
  codeFor,
  hasErrors,
  printFindings,
  since,
  textsOf,
  today,
  writeJson,
  writeVerdict,
} from './report.ts';
import type { GlobalOptions } from './session.ts';
import { version } from './version.ts';

/** What one run of the generators is asked for. */
export interface GenerateRun extends GenerateOptions {
  /** Said on stdout: everything, or only what did not go well; otherwise nothing where nothing changed. */
  readonly says?: 'all' | 'changes' | 'failures';
}

/** Every generator, with nothing held back: what `eda init` and `eda dev` do before they go on. */
export const wholeRun: GenerateRun = {
  format: 'text',
  check: false,
  dryRun: false,
  watch: false,
  overwrite: [],
};

/** `eda generate` */
export async function runGenerate(
  only: readonly string[],
  options: GenerateRun,
  globals: GlobalOptions,
  io: Io,
): Promise<number> {
  const ids = allGenerators.map((generator) => generator.id);
  const unknown = only.find((name) => !ids.includes(name));
  if (unknown !== undefined) {
    return refuseUse(
      io,
      `there is no generator ${unknown}${didYouMean(unknown, ids)}`,
      `generators: ${ids.join(', ')}`,
    );
  }
  const found = findProject(globals.cwd);
  if (!found.ok) {
    io.stderr.write(`eda: ${printable(found.message)}\n`);
    return found.kind === 'usage' ? exitCode.usage : exitCode.unreadable;
  }
  if (options.watch && (options.check || options.format === 'json')) {
    return refuseUse(io, '--watch is for people at work: without --check and --format json');
  }
  const run = (): Promise<number> => generateOnce(found.project, only, options, globals, io);
  if (!options.watch) return run();
  const { watchProject } = await import('./watch-project.ts');
  return watchProject(found.project, io, run);
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
  const lock = mode === 'write' ? await waitForRunLock(project.folder, io) : undefined;
  if (lock !== undefined && 'heldBy' in lock) {
    return refuseUse(
      io,
      `another eda generate (process ${lock.heldBy}) is writing here; try again when it is done`,
    );
  }
  try {
    const assetsHash = hashAssets();
    // Hashed once: it goes into the key of every file.
    const program = hashText(`${version} ${bundleStamp()} ${assetsHash}`);
    const key = `${program} ${today()} ${project.root}`;
    const isWhole = only.length === 0 && options.service === undefined && options.overwrite.length === 0;
    const last = isWhole ? findUnchangedRun(project.folder, project.files, key) : undefined;
    if (last !== undefined) return await reportUnchanged(last, project, mode, start, options, globals, io);
    const cache = createParseCache(project.folder);
    const { files: notedFiles, reads } = noteReads(project.files);
    const { design, diagnostics: found } = await checkDesign({ ...project, files: notedFiles }, cache);
    const texts = textsOf(design, project.files);
    const { architecture } = design;
    if (architecture === undefined || design.incomplete || hasErrors(found)) {
      return await refuse(project, design, found, texts, options, globals, io);
    }
    if (mode === 'write') cache.save();
    const scope = scopeOf(options.service, architecture);
    if ('message' in scope) return refuseUse(io, scope.message);
    const overwrite = readOverwrite(options.overwrite, project.folder, globals.cwd);
    const before = readLock(project.folder);
    if (before.state === 'damaged' && !overwrite.has(lockName)) {
      io.stderr.write(
        `eda: eda.lock cannot be read (a merge conflict?); it says which files are generated, and how migrations are numbered\n` +
          `     restore it from version control, or give it up:  eda generate --overwrite eda.lock\n`,
      );
      return exitCode.unreadable;
    }
    const assets = await openAssets(undefined, assetsHash);
    const custom = await ownGenerators(project, architecture);
    if (custom.diagnostics.length > 0) {
      return await refuse(project, design, [...found, ...custom.diagnostics], texts, options, globals, io);
    }
    const plan = await planDesign(
      architecture,
      [...allGenerators, ...custom.values],
      assets,
      before.lock.records,
      only.length === 0 ? undefined : only,
    );
    if (hasErrors(plan.diagnostics))
      return await refuse(project, design, [...found, ...plan.diagnostics], texts, options, globals, io);
    const known = [lockName, ...plan.files.map(({ path }) => path), ...Object.keys(before.lock.files)];
    const stray = findStray(overwrite, known);
    if (stray !== undefined) {
      return refuseUse(io, `${stray} is not a generated file${didYouMean(stray, known)}`);
    }
    const own = plan.files.find(({ path, owner }) => owner === 'once' && overwrite.has(path));
    if (own !== undefined) {
      return refuseUse(io, `${own.path} is yours: it is written where nothing is; delete it to get it anew`);
    }
    const files = plan.files.filter(({ path }) => path.startsWith(scope.below));
    const extensions = await extendFiles(project.folder, files, () =>
      loadPackage(project.folder, 'ts-morph'),
    );
    const progress = countProgress(io, 'writing file');
    const results = writeFiles({
      root: project.folder,
      files,
      extensions: extensions.texts,
      ran: plan.ran,
      records: scope.recordsOf(before.lock.records, plan.records),
      lock: before.lock,
      assetsVersion: program,
      overwrite: new Set(overwrite.keys()),
      below: scope.below,
      mode: mode === 'write' ? 'write' : 'plan',
      onWrite: progress.tick,
    });
    progress.end();
    const notes = [...found, ...plan.diagnostics, ...extensions.diagnostics];
    // What code of the project's own, or a package that is missing today, would say next time, nobody knows.
    const isPredictable =
      architecture.lint.custom.length === 0 &&
      custom.values.length === 0 &&
      extensions.diagnostics.length === 0;
    if (isWhole && mode === 'write' && isPredictable) {
      keepRun(project.folder, { key, reads, results, notes, scope: scope.title });
    }
    const code = codeOf(results, mode);
    if (options.format === 'json') {
      writeJson(io, { files: results, ...toJsonReport(notes, texts) });
      return code;
    }
    if (!isWorthSaying(options.says, code, results)) return code;
    await printFindings(notes, texts, project, io, globals);
    io.stdout.write(
      describeResults(results, {
        mode,
        paint: createPaint(globals.colour),
        scope: scope.title,
        time: since(start),
      }),
    );
    return code;
  } finally {
    if (lock !== undefined && 'release' in lock) lock.release();
  }
}

/** The report of a run that knew before it made the model that there is nothing to do. */
async function reportUnchanged(
  last: LastRun,
  project: Project,
  mode: 'write' | 'check' | 'dry-run',
  start: number,
  options: GenerateRun,
  globals: GlobalOptions,
  io: Io,
): Promise<number> {
  const results = resultsOf(last);
  const texts = textsOf({ diagnostics: [], incomplete: false }, project.files);
  if (options.format === 'json') {
    writeJson(io, { files: results, ...toJsonReport(last.notes, texts) });
    return exitCode.fine;
  }
  if (!isWorthSaying(options.says, exitCode.fine, results)) return exitCode.fine;
  await printFindings(last.notes, texts, project, io, globals);
  io.stdout.write(
    describeResults(results, {
      mode,
      paint: createPaint(globals.colour),
      scope: last.scope,
      time: since(start),
    }),
  );
  return exitCode.fine;
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

function isWorthSaying(says: GenerateRun['says'], code: number, results: readonly FileResult[]): boolean {
  if (says === 'failures') return code !== exitCode.fine;
  if (says !== 'changes') return true;
  return results.some(({ action }) => action !== 'unchanged' && action !== 'yours');
}

/** The project's own generators; their loader is loaded only where the design names one. */
async function ownGenerators(project: Project, architecture: Architecture): Promise<Loaded<Generator>> {
  if (!Object.keys(architecture.generate).some((name) => name.includes('/')))
    return { values: [], diagnostics: [] };
  const { loadGenerators } = await import('./project-modules.ts');
  return loadGenerators(project, architecture);
}

/** A design with errors is not generated from: half a system helps nobody. */
async function refuse(
  project: Project,
  design: Parameters<typeof codeFor>[0],
  found: Parameters<typeof codeFor>[1],
  texts: Parameters<typeof toJsonReport>[1],
  options: GenerateOptions,
  globals: GlobalOptions,
  io: Io,
): Promise<number> {
  const code = codeFor(design, found);
  if (options.format === 'json') writeJson(io, { files: [], ...toJsonReport(found, texts) });
  else {
    const paint = createPaint(globals.colour);
    await printFindings(found, texts, project, io, globals);
    const errors = found.filter(({ severity }) => severity === 'error').length;
    const verdict = paint.red(`nothing generated: ${plural(errors, 'error')} in the design`);
    writeVerdict(verdict, found, texts, io, globals);
  }
  return code === exitCode.fine ? exitCode.findings : code;
}

function codeOf(results: readonly FileResult[], mode: 'write' | 'check' | 'dry-run'): number {
  const isBehind = ({ action }: FileResult): boolean => {
    if (mode === 'dry-run' || action === 'unchanged' || action === 'yours') return false;
    return mode === 'check' || /^(edited|in-the-way|stale-edited)$/.test(action);
  };
  return results.some(isBehind) ? exitCode.outOfDate : exitCode.fine;
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
