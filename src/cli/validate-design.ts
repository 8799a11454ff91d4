import { toJsonReport } from '../diagnostics/format/json.ts';
import { plural } from '../diagnostics/format/located.ts';
import { createPaint, printable } from '../diagnostics/format/paint.ts';
import { summarise } from '../diagnostics/format/terminal.ts';
import type { Architecture } from '../model/architecture.ts';
import { checkDesign } from './check-design.ts';
import type { ValidateOptions } from './commands/validate.ts';
import { exitCode } from './exit-code.ts';
import type { Io } from './io.ts';
import { findProject, type Project } from './project.ts';
import { codeFor, printFindings, since, textsOf, writeJson, writeVerdict } from './report.ts';
import type { GlobalOptions } from './session.ts';

/** `eda validate` */
export async function runValidate(
  file: string | undefined,
  options: ValidateOptions,
  globals: GlobalOptions,
  io: Io,
): Promise<number> {
  const found = findProject(globals.cwd, file);
  if (!found.ok) {
    io.stderr.write(`eda: ${printable(found.message)}\n`);
    return found.kind === 'usage' ? exitCode.usage : exitCode.unreadable;
  }
  if (options.watch && options.format === 'json') {
    io.stderr.write('eda: --watch is for people at work: without --format json\n');
    return exitCode.usage;
  }
  if (options.fix || options.fixUnsafe) {
    const { applyFixes } = await import('../write/apply-fixes.ts');
    const applied = await applyFixes(
      found.project.folder,
      async () => (await checkDesign(found.project)).diagnostics,
      { unsafe: options.fixUnsafe },
    );
    for (const title of applied) io.stderr.write(`fixed: ${printable(title)}\n`);
  }
  if (options.watch) {
    const { watchProject } = await import('./watch-project.ts');
    return watchProject(found.project, io, () => report(found.project, options, globals, io));
  }
  return report(found.project, options, globals, io);
}

async function report(
  project: Project,
  options: ValidateOptions,
  globals: GlobalOptions,
  io: Io,
): Promise<number> {
  const start = performance.now();
  const { design, diagnostics } = await checkDesign(project);
  const texts = textsOf(design, project.files);
  const code = codeFor(design, diagnostics, options.strict);
  if (options.format === 'json') {
    writeJson(io, { ...toJsonReport(diagnostics, texts), system: sizeOf(design.architecture) });
    return code;
  }
  await printFindings(diagnostics, texts, project, io, globals);
  const paint = createPaint(globals.colour);
  const verdict = [summarise(diagnostics, paint)];
  if (design.architecture !== undefined) verdict.push(describeSize(design.architecture));
  verdict.push(paint.dim(since(start)));
  writeVerdict(verdict.join(' · '), diagnostics, texts, io, globals);
  return code;
}

function sizeOf(architecture: Architecture | undefined): object | undefined {
  if (architecture === undefined) return undefined;
  return {
    name: architecture.system.name,
    services: Object.keys(architecture.services).length,
    events: Object.keys(architecture.events).length,
  };
}

function describeSize(architecture: Architecture): string {
  return `${plural(Object.keys(architecture.services).length, 'service')}, ${plural(Object.keys(architecture.events).length, 'event')}`;
}
