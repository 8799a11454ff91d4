import { posix, resolve } from 'node:path';
import { printable } from '../diagnostics/format/paint.ts';
import { openAssets } from '../generators/assets.ts';
import { asyncapiGenerator } from '../generators/asyncapi/asyncapi-generator.ts';
import { documentPath } from '../generators/asyncapi/document-path.ts';
import { backstageGenerator } from '../generators/backstage/backstage-generator.ts';
import { codeownersGenerator } from '../generators/codeowners/codeowners-generator.ts';
import { eventcatalogGenerator } from '../generators/eventcatalog/eventcatalog-generator.ts';
import type { Generator, PlannedFile } from '../generators/generator.ts';
import type { Architecture } from '../model/architecture.ts';
import { planDesign } from '../pipeline.ts';
import { replaceFile } from '../write/replace-file.ts';
import { checkDesign } from './check-design.ts';
import type { ExportFormat, ExportOptions } from './commands/export.ts';
import { exitCode } from './exit-code.ts';
import { scopeOf } from './generate-scope.ts';
import type { Io } from './io.ts';
import { findProject } from './project.ts';
import { openProject } from './read-design.ts';
import { refuseWith } from './refuse.ts';
import type { GlobalOptions } from './session.ts';

/** `eda export`: what the generator of the format would write, on stdout or in a folder of one's own. */
export async function runExport(
  format: ExportFormat,
  options: ExportOptions,
  globals: GlobalOptions,
  io: Io,
): Promise<number> {
  const fail = refuseWith(io);
  const project = openProject(globals.cwd, fail, findProject);
  if (typeof project === 'number') return project;
  const { design, diagnostics } = await checkDesign(project);
  const { architecture } = design;
  if (architecture === undefined || design.incomplete)
    return fail('the design cannot be read; eda validate says why', exitCode.unreadable);
  if (diagnostics.some(({ severity }) => severity === 'error'))
    return fail('nothing exported: the design has errors; eda validate shows them', exitCode.findings);
  if (options.service !== undefined && format !== 'asyncapi')
    return fail(`--service is for asyncapi: ${format} is of the whole system`, exitCode.usage);
  if (format === 'eventcatalog' && options.out === undefined)
    return fail('eventcatalog is a folder of pages: say where, with --out <folder>', exitCode.usage);
  const scope = scopeOf(options.service, architecture);
  if ('message' in scope) return fail(scope.message, exitCode.usage);

  const files = await planDocuments(format, architecture, options.service);
  if (options.out === undefined) {
    // Several documents are one stream of YAML, each behind its own mark.
    io.stdout.write(files.map((file) => file.content()).join('---\n'));
    return exitCode.fine;
  }
  const folder = resolve(globals.cwd, options.out);
  const known = new Set<string>();
  const pathOf = (path: string) => (format === 'asyncapi' ? posix.basename(path) : path);
  for (const file of files) replaceFile(folder, pathOf(file.path), file.content(), known);
  io.stderr.write(
    `${count(files.length, format === 'asyncapi' ? 'document' : 'file')} in ${printable(options.out)}\n`,
  );
  return exitCode.fine;
}

const generatorOf: { readonly [format in ExportFormat]: Generator } = {
  asyncapi: asyncapiGenerator,
  backstage: backstageGenerator,
  codeowners: codeownersGenerator,
  eventcatalog: eventcatalogGenerator,
};

function count(files: number, what: string): string {
  return files === 1 ? `1 ${what}` : `${files} ${what}s`;
}

async function planDocuments(
  format: ExportFormat,
  architecture: Architecture,
  service: string | undefined,
): Promise<readonly PlannedFile[]> {
  const plan = await planDesign(architecture, [generatorOf[format]], openAssets(), {}, [format]);
  return service === undefined ? plan.files : plan.files.filter(({ path }) => path === documentPath(service));
}
