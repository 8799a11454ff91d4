import { mkdirSync, writeFileSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import { designOfResources } from '../dapr/design-of-resources.ts';
import { readResources } from '../dapr/read-resources.ts';
import { plural } from '../diagnostics/format/located.ts';
import { createPaint, printable } from '../diagnostics/format/paint.ts';
import { printEdaYaml } from '../print/eda-yaml.ts';
import { lstatIfThere } from '../write/replace-file.ts';
import type { ImportOptions } from './commands/import.ts';
import { exitCode } from './exit-code.ts';
import type { Io } from './io.ts';
import { readYamlFiles } from './read-yaml-files.ts';
import { writeJson } from './report.ts';
import type { GlobalOptions } from './session.ts';
import { systemName } from './system-name.ts';

/** `eda import dapr`: one design of all resources that are named, as they run together. */
export async function runImportResources(
  paths: readonly string[],
  options: ImportOptions,
  globals: GlobalOptions,
  io: Io,
): Promise<number> {
  const refuse = (code: number, message: string): number => {
    io.stderr.write(`eda: ${printable(message)}\n`);
    return code;
  };
  const target = resolve(globals.cwd, options.out);
  if (options.out !== '-' && lstatIfThere(target) !== undefined) {
    return refuse(
      exitCode.usage,
      `nothing written: ${options.out} is there already; --out <file> writes another`,
    );
  }
  const files = readYamlFiles(globals.cwd, paths);
  if (typeof files === 'string') return refuse(exitCode.unreadable, files);
  const { worlds, problems } = readResources(files);
  const [problem] = problems;
  if (problem !== undefined)
    return refuse(exitCode.unreadable, `nothing written: ${problem.at.file}: ${problem.message}`);
  const resources = worlds.flatMap((world) => world.resources);
  const apps = worlds.flatMap((world) => [...(world.apps ?? [])]);
  const first = resolve(globals.cwd, paths[0] ?? '.');
  const system = systemName(options.name ?? basename(first).replace(/\.ya?ml$/, ''));
  const design = designOfResources(
    { resources, apps: apps.length === 0 ? undefined : new Set(apps), isPartial: false },
    system,
  );
  if (design.services === 0) {
    return refuse(
      exitCode.usage,
      'nothing written: no scope or subscription names an app, so there is no service to begin with; name what runs them as well: dapr.yaml, a Compose file or deployments',
    );
  }
  const text = printEdaYaml(design.root);
  for (const note of design.notes) io.stderr.write(`note: ${printable(note)}\n`);
  if (options.out === '-') {
    io.stdout.write(text);
    return exitCode.fine;
  }
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(target, text);
  if (options.format === 'json') {
    const { services, topics, notes } = design;
    writeJson(io, { from: 'dapr', design: options.out, files: [options.out], services, topics, notes });
    return exitCode.fine;
  }
  const paint = createPaint(globals.colour);
  io.stdout.write(
    `${printable(options.out)}: ${plural(design.services, 'service')}, ${plural(design.topics, 'topic')}; the data of events are left to write\n` +
      `${paint.green('ready')} · next:  eda validate\n`,
  );
  return exitCode.fine;
}
