import { readdirSync, statSync } from 'node:fs';
import { dirname, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { toJsonReport } from '../diagnostics/format/json.ts';
import { plural } from '../diagnostics/format/located.ts';
import { createPaint, type Paint, printable } from '../diagnostics/format/paint.ts';
import { didYouMean } from '../diagnostics/suggest.ts';
import { openAssets } from '../generators/assets.ts';
import { generators as allGenerators } from '../generators/index.ts';
import { lintDesign, loadDesign, planDesign } from '../pipeline.ts';
import { rules } from '../rules/index.ts';
import { createParseCache } from '../write/cache.ts';
import { takeRunLock } from '../write/run-lock.ts';
import { type FileResult, readLock, writeFiles } from '../write/write.ts';
import type { GenerateOptions } from './commands/generate.ts';
import { exitCode } from './exit-code.ts';
import type { Io } from './io.ts';
import { findProject, type Project } from './project.ts';
import { codeFor, hasErrors, printFindings, since, textsOf, today, writeJson } from './report.ts';
import type { GlobalOptions } from './session.ts';
import { version } from './version.ts';

/** `eda generate` */
export async function runGenerate(
  only: readonly string[],
  options: GenerateOptions,
  globals: GlobalOptions,
  io: Io,
): Promise<number> {
  const ids = allGenerators.map((generator) => generator.id);
  const unknown = only.find((name) => !ids.includes(name));
  if (unknown !== undefined) {
    io.stderr.write(
      `eda: there is no generator ${unknown}${didYouMean(unknown, ids)}\n     generators: ${ids.join(', ')}\n`,
    );
    return exitCode.usage;
  }
  const found = findProject(globals.cwd);
  if (!found.ok) {
    io.stderr.write(`eda: ${found.message}\n`);
    return found.kind === 'usage' ? exitCode.usage : exitCode.unreadable;
  }
  const run = (): Promise<number> => generateOnce(found.project, only, options, globals, io);
  if (!options.watch) return run();
  const { watchProject } = await import('./watch-project.ts');
  return watchProject(found.project, io, run);
}

async function generateOnce(
  project: Project,
  only: readonly string[],
  options: GenerateOptions,
  globals: GlobalOptions,
  io: Io,
): Promise<number> {
  const start = performance.now();
  const writes = !options.check && !options.dryRun;
  const lock = writes ? takeRunLock(project.folder) : undefined;
  if (lock !== undefined && 'heldBy' in lock) {
    io.stderr.write(
      `eda: another eda generate (process ${lock.heldBy}) is writing here; try again when it is done\n`,
    );
    return exitCode.usage;
  }
  try {
    const cache = createParseCache(project.folder);
    const design = loadDesign(project.files, project.root, cache);
    const texts = textsOf(design, project.files);
    const found = lintDesign(design, rules, today());
    if (design.architecture === undefined || design.incomplete || hasErrors(found)) {
      return await refuse(design, found, texts, options, globals, io);
    }
    if (writes) cache.save();
    const before = readLock(project.folder);
    const assets = await openAssets();
    const plan = await planDesign(
      design.architecture,
      allGenerators,
      assets,
      before.lock.records,
      only.length === 0 ? undefined : only,
    );
    if (hasErrors(plan.diagnostics))
      return await refuse(design, [...found, ...plan.diagnostics], texts, options, globals, io);
    const results = writeFiles({
      root: project.folder,
      files: plan.files,
      ran: plan.ran,
      records: plan.records,
      lock: before.lock,
      assetsVersion: `${version} ${bundleStamp()} ${assets.version}`,
      overwrite: overwritten(options, globals, project),
      mode: writes ? 'write' : 'plan',
    });
    const notes = [...found, ...plan.diagnostics];
    const code = codeOf(results, options);
    if (options.format === 'json') {
      writeJson(io, { files: results, ...toJsonReport(notes, texts) });
      return code;
    }
    await printFindings(notes, texts, io, globals);
    const environments = Object.keys(design.architecture.environments).length;
    const services = Object.keys(design.architecture.services).length;
    io.stdout.write(
      describeResults(results, {
        writes,
        paint: createPaint(globals.colour),
        scope: `${plural(services, 'service')}, ${plural(environments, 'environment')}`,
        time: since(start),
        damaged: before.damaged,
      }),
    );
    return code;
  } finally {
    if (lock !== undefined && 'release' in lock) lock.release();
  }
}

/** A design with errors is not generated from: half a system helps nobody. */
async function refuse(
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
    await printFindings(found, texts, io, globals);
    const errors = found.filter(({ severity }) => severity === 'error').length;
    io.stdout.write(`\nnothing generated: ${plural(errors, 'error')} in the design\n`);
  }
  return code === exitCode.fine ? exitCode.findings : code;
}

function codeOf(results: readonly FileResult[], options: GenerateOptions): number {
  const outOfDate = results.some(({ action }) =>
    options.check || options.dryRun
      ? options.check && action !== 'unchanged' && action !== 'yours'
      : action === 'edited' || action === 'in-the-way' || action === 'stale-edited',
  );
  return outOfDate ? exitCode.outOfDate : exitCode.fine;
}

interface Description {
  readonly writes: boolean;
  readonly paint: Paint;
  readonly scope: string;
  readonly time: string;
  readonly damaged: boolean;
}

function describeResults(
  results: readonly FileResult[],
  { writes, paint, scope, time, damaged }: Description,
): string {
  const lines: string[] = [];
  const count = (...actions: FileResult['action'][]): number =>
    results.filter(({ action }) => actions.includes(action)).length;
  const ids = [...new Set(results.map(({ generator }) => generator))];
  for (const id of ids) {
    const files = results.filter(({ generator, action }) => generator === id && action !== 'remove').length;
    lines.push(`  ${id.padEnd(12)} ${plural(files, 'file').padStart(10)}`);
  }
  const removed = count('remove');
  lines.push(
    `  ${writes ? 'written' : 'to write'} ${count('create', 'update')}, unchanged ${count('unchanged')}` +
      (removed > 0 ? `, ${writes ? 'removed' : 'to remove'} ${removed}` : '') +
      (count('yours') > 0 ? `, left alone ${count('yours')} (yours)` : ''),
  );
  const changed = results.filter(
    ({ action }) => action === 'create' || action === 'update' || action === 'remove',
  );
  const shown =
    changed.length > 12 && writes ? changed.filter(({ path }) => path.includes('/src/handlers/')) : changed;
  const marks = { create: '+', update: '~', remove: '-' } as const;
  for (const { path, action } of shown.slice(0, 40)) {
    lines.push(`  ${marks[action as keyof typeof marks]} ${printable(path)}`);
  }
  if (shown.length > 40) lines.push(paint.dim(`  … and ${shown.length - 40} more`));
  if (damaged) lines.push('  eda.lock could not be read (a merge conflict?) and was made anew');
  lines.push(...describeObstacles(results));
  lines.push(paint.dim(`${scope} · ${time}`));
  return `${lines.join('\n')}\n`;
}

function describeObstacles(results: readonly FileResult[]): string[] {
  return results.flatMap(({ path, action }) => {
    switch (action) {
      case 'edited':
        return [
          `  ${path} was edited by hand since it was generated; it is left as it is.`,
          `  Move the change to a file that is yours, or give it up:  eda generate --overwrite ${path}`,
        ];
      case 'in-the-way':
        return [
          `  ${path} is not eda's, and a generated file belongs there; it is left as it is.`,
          `  Move it away, or give it up:  eda generate --overwrite ${path}`,
        ];
      case 'stale-edited':
        return [
          `  ${path} is no longer generated, but was edited by hand; it is left as it is.`,
          `  Delete it, or let eda do so:  eda generate --overwrite ${path}`,
        ];
      default:
        return [];
    }
  });
}

/** `--overwrite` paths, as the plan writes them. */
function overwritten(
  options: GenerateOptions,
  globals: GlobalOptions,
  project: Project,
): ReadonlySet<string> {
  return new Set(
    options.overwrite.flatMap((path) => {
      const fromHere = relative(project.folder, resolve(globals.cwd, path)).split(sep).join('/');
      return [path, fromHere];
    }),
  );
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
