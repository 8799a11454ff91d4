import { existsSync, writeFileSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';
import { plural } from '../diagnostics/format/located.ts';
import { createPaint, printable } from '../diagnostics/format/paint.ts';
import { kebabCase } from '../model/names.ts';
import { loadDesign } from '../pipeline.ts';
import { printYaml } from '../print/yaml.ts';
import { importValues } from '../spec/asyncapi/import-values.ts';
import { readSpec } from '../spec/source.ts';
import type { ImportOptions } from './commands/import.ts';
import { exitCode } from './exit-code.ts';
import { type Io, widthOf } from './io.ts';
import { findProject } from './project.ts';
import { textsOf } from './report.ts';
import type { GlobalOptions } from './session.ts';

/** `eda import asyncapi` */
export async function runImport(
  format: string,
  files: readonly string[],
  options: ImportOptions,
  globals: GlobalOptions,
  io: Io,
): Promise<number> {
  if (format !== 'asyncapi') {
    io.stderr.write(`eda: ${printable(format)} cannot be imported; eda import asyncapi <files>\n`);
    return exitCode.usage;
  }
  const found = findProject(globals.cwd, ...files);
  if (!found.ok) {
    io.stderr.write(`eda: ${printable(found.message)}\n`);
    return found.kind === 'usage' ? exitCode.usage : exitCode.unreadable;
  }
  const { project } = found;
  if (typeof project.entry === 'string') {
    io.stderr.write(`eda: ${printable(files.join(' '))}: an AsyncAPI document is expected\n`);
    return exitCode.usage;
  }
  const target = resolve(globals.cwd, options.out);
  if (options.out !== '-' && existsSync(target)) {
    io.stderr.write(
      `eda: nothing written: ${printable(options.out)} is there already\n     write another file:  --out <file>\n`,
    );
    return exitCode.usage;
  }
  const design = loadDesign(project.files, project.entry);
  const errors = design.diagnostics.filter(({ severity }) => severity === 'error');
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
  const { source } = readSpec(project.files, project.entry);
  const documents = source?.documents;
  if (documents === undefined) return exitCode.unreadable;
  const out = options.out === '-' ? 'eda.yaml' : relative(project.folder, target).split(sep).join('/');
  const name = kebabCase(options.name ?? project.entry.system) || 'system';
  const text = printYaml(importValues(documents, name, out));
  if (options.out === '-') {
    io.stdout.write(text);
    return exitCode.fine;
  }
  writeFileSync(target, text);
  const paint = createPaint(globals.colour);
  const count = documents.documents.length;
  io.stdout.write(
    `${printable(options.out)} says what ${plural(count, 'document')} said${count === 1 ? '' : ', as one system'}\n` +
      `${paint.green('ready')} · next:  eda validate\n`,
  );
  return exitCode.fine;
}
