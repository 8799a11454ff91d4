import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { plural } from '../diagnostics/format/located.ts';
import { createPaint, printable } from '../diagnostics/format/paint.ts';
import { didYouMean } from '../diagnostics/suggest.ts';
import { type LoadedDesign, loadDesign } from '../pipeline.ts';
import { type DesignValue, designValue } from '../print/eda/design-value.ts';
import { printEdaYaml } from '../print/eda-yaml.ts';
import { importValues } from '../spec/asyncapi/import-values.ts';
import { pathFrom } from '../spec/path-shape.ts';
import { describeProblem } from '../spec/project-files.ts';
import { type DocumentSet, readSpec } from '../spec/source.ts';
import { lstatIfThere } from '../write/replace-file.ts';
import { checkDocuments } from './check-documents.ts';
import type { ImportOptions } from './commands/import.ts';
import { exitCode } from './exit-code.ts';
import { type Io, widthOf } from './io.ts';
import { findProject, type Project } from './project.ts';
import { textsOf, writeJson } from './report.ts';
import type { GlobalOptions } from './session.ts';
import { systemName } from './system-name.ts';

/** `eda import` */
export async function runImport(
  format: string,
  files: readonly string[],
  options: ImportOptions,
  globals: GlobalOptions,
  io: Io,
): Promise<number> {
  if (options.out === '-' && options.format === 'json') {
    io.stderr.write('eda: --out - prints the design, --format json what was written: one of both\n');
    return exitCode.usage;
  }
  if (format === 'dapr') {
    const { runImportResources } = await import('./import-resources.ts');
    return runImportResources(files, options, globals, io);
  }
  if (format !== 'asyncapi') {
    io.stderr.write(
      `eda: ${printable(format)} cannot be imported${didYouMean(format, ['asyncapi', 'dapr'])}; eda import asyncapi <files>, eda import dapr <files>\n`,
    );
    return exitCode.usage;
  }
  const found = findProject(globals.cwd, ...files);
  if (!found.ok) {
    io.stderr.write(`eda: ${printable(found.message)}\n`);
    return found.kind === 'usage' ? exitCode.usage : exitCode.unreadable;
  }
  const { project } = found;
  if (typeof project.entry === 'string') {
    const read = project.files.read(project.entry);
    if (!read.ok) {
      io.stderr.write(`eda: ${printable(`${project.entry}: ${describeProblem(read)}`)}\n`);
      return exitCode.unreadable;
    }
    io.stderr.write(`eda: ${printable(files.join(' '))}: an AsyncAPI document is expected\n`);
    return exitCode.usage;
  }
  const target = resolve(globals.cwd, options.out);
  if (options.out !== '-' && lstatIfThere(target) !== undefined) {
    io.stderr.write(
      `eda: nothing written: ${printable(options.out)} is there already\n     write another file:  --out <file>\n`,
    );
    return exitCode.usage;
  }
  const design = loadDesign(project.files, project.entry);
  const contradictions =
    design.architecture === undefined || design.diagnostics.some(({ severity }) => severity === 'error')
      ? []
      : await checkDocuments(project, design.architecture);
  const errors = [...design.diagnostics, ...contradictions].filter(({ severity }) => severity === 'error');
  if (errors.length > 0) {
    const { formatTerminal } = await import('../diagnostics/format/terminal.ts');
    io.stdout.write(
      formatTerminal(errors, textsOf(design, project.files), {
        colour: globals.colour,
        width: widthOf(io),
        frames: 20,
        showFile: (file) => relative(globals.cwd, join(project.folder, file)),
      }),
    );
    io.stderr.write('eda: nothing written: the documents have errors\n');
    return design.incomplete ? exitCode.unreadable : exitCode.findings;
  }
  const out = options.out === '-' ? 'eda.yaml' : pathFrom(project.folder, target);
  const { root, files: schemas } = valuesOf(project, project.entry, design, options, out);
  const outside = pathOutside(root);
  if (outside !== undefined) {
    const file = relative(globals.cwd, resolve(dirname(target), outside.replace(/#.*$/, '')));
    io.stderr.write(
      `eda: nothing written: ${printable(options.out)} would refer to ${printable(file)}, and a design reads nothing outside its folder\n` +
        '     write it beside the documents or above them:  --out <file>\n',
    );
    return exitCode.usage;
  }
  const text = printEdaYaml(root);
  if (options.out === '-') {
    io.stdout.write(text);
    return exitCode.fine;
  }
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(target, text);
  const written = [options.out];
  for (const [path, schema] of Object.entries(schemas)) {
    const file = join(dirname(target), path);
    if (lstatIfThere(file) !== undefined) continue;
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, `${JSON.stringify(schema, null, 2)}\n`);
    written.push(pathFrom(globals.cwd, file));
  }
  const unsaid = design.diagnostics.filter(({ code }) => code === 'schema-pattern').length;
  if (unsaid > 0)
    io.stderr.write(
      `eda: ${plural(unsaid, 'pattern')} without words in the language: kept as x-pattern, without effect (eda explain schema-pattern)\n`,
    );
  const paint = createPaint(globals.colour);
  const count = project.entry.documents.length;
  if (options.format === 'json') {
    writeJson(io, { from: 'asyncapi', design: options.out, files: written, documents: count });
    return exitCode.fine;
  }
  io.stdout.write(
    `${printable(options.out)} says what ${plural(count, 'document')} said${count === 1 ? '' : ', as one system'}\n` +
      `${paint.green('ready')} · next:  eda validate\n`,
  );
  return exitCode.fine;
}

/** The first reference of a design that leads out of the folder that it lies in: what no words were found for. */
function pathOutside(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  for (const [key, inner] of Object.entries(value)) {
    const isPath = (key === 'from' || key === '$ref') && typeof inner === 'string';
    const found = isPath ? (inner.startsWith('../') ? inner : undefined) : pathOutside(inner);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** A design that was exported comes back as it was; of others' documents, what the language has words for. */
function valuesOf(
  { files }: Project,
  entry: DocumentSet,
  { architecture }: LoadedDesign,
  options: ImportOptions,
  out: string,
): DesignValue {
  const documents = readSpec(files, entry).source?.documents;
  if (documents === undefined && architecture !== undefined) {
    const { root, files: schemas } = designValue(architecture);
    return { root: options.name === undefined ? root : { ...root, system: options.name }, files: schemas };
  }
  if (documents === undefined) throw new Error('documents without errors give no design');
  const name = systemName(options.name ?? entry.system);
  return { root: importValues(documents, name, out), files: {} };
}
