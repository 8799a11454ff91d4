import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { basename, join, relative, resolve, sep } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { printable } from '../diagnostics/format/paint.ts';
import { didYouMean } from '../diagnostics/suggest.ts';
import { findPackageRoot } from '../generators/assets.ts';
import { kebabCase } from '../model/names.ts';
import type { InitOptions } from './commands/init.ts';
import { exitCode } from './exit-code.ts';
import { runGenerate } from './generate-files.ts';
import { createMemoryStream, type Io } from './io.ts';
import type { GlobalOptions } from './session.ts';

const starters = {
  todo: 'the todo reference system: four services, outbox, inbox, dead letters, a projection',
  blank: 'one domain, one event, a publisher and a subscriber',
} as const;

type Starter = keyof typeof starters;

/** `eda init` */
export async function runInit(
  named: string | undefined,
  options: InitOptions,
  globals: GlobalOptions,
  io: Io,
): Promise<number> {
  const names = Object.keys(starters) as Starter[];
  const starter = named === undefined ? await askStarter(names, io) : names.find((name) => name === named);
  if (starter === undefined) {
    io.stderr.write(
      named === undefined
        ? `eda: which starter? eda init ${names.join(' | ')}\n`
        : `eda: there is no starter ${named}${didYouMean(named, names)}; ${names.join(', ')}\n`,
    );
    return exitCode.usage;
  }
  const folder = resolve(globals.cwd, options.dir ?? '.');
  if (existsSync(folder) && !statSync(folder).isDirectory()) {
    io.stderr.write(`eda: ${folder} is a file; a folder is expected\n`);
    return exitCode.usage;
  }
  const source = join(
    findPackageRoot(),
    starter === 'blank' ? 'templates/init/blank' : `examples/${starter}`,
  );
  const files = listFiles(source);
  const inTheWay = files.filter((file) => existsSync(join(folder, file)));
  if (inTheWay.length > 0) {
    const shown = inTheWay.slice(0, 5).map((file) => `     ${printable(file)}`);
    const more = inTheWay.length > 5 ? `     … and ${inTheWay.length - 5} more\n` : '';
    io.stderr.write(
      `eda: nothing written: these are there already\n${shown.join('\n')}\n${more}     choose another folder: eda init ${starter} --dir <folder>\n`,
    );
    return exitCode.usage;
  }
  const system = kebabCase(options.name ?? basename(folder)) || 'system';
  mkdirSync(folder, { recursive: true });
  for (const file of files) {
    mkdirSync(join(folder, file, '..'), { recursive: true });
    if (starter === 'blank') {
      writeFileSync(
        join(folder, file),
        readFileSync(join(source, file), 'utf8').replaceAll('{{system}}', system),
      );
    } else cpSync(join(source, file), join(folder, file));
  }
  // What the package cannot carry (.gitignore) and, for blank, everything that follows from the design.
  const quiet = createMemoryStream();
  const code = await runGenerate(
    [],
    { format: 'text', check: false, dryRun: false, watch: false, overwrite: [] },
    { ...globals, cwd: folder },
    { ...io, stdout: quiet.stream },
  );
  if (code !== exitCode.fine) {
    io.stdout.write(quiet.text());
    return code;
  }
  const here = relative(globals.cwd, folder);
  const steps = [here === '' ? undefined : `cd ${here}`, 'npm install', 'eda dev'].filter(
    (step) => step !== undefined,
  );
  io.stdout.write(
    `started from ${starter}: ${files.length} files${here === '' ? '' : ` in ${here}`}\n` +
      `  the design      ${join(here, 'eda.yaml')}\n` +
      `  your code       ${join(here, 'services/<service>/src/handlers')}\n` +
      `next: ${steps.join(' && ')}\n`,
  );
  return exitCode.fine;
}

async function askStarter(names: readonly Starter[], io: Io): Promise<Starter | undefined> {
  if (io.stdin.isTTY !== true || io.stdout.isTTY !== true) return undefined;
  const questions = createInterface({ input: io.stdin, output: io.stdout });
  try {
    for (const [index, name] of names.entries())
      io.stdout.write(`  ${index + 1}  ${name.padEnd(8)} ${starters[name]}\n`);
    const answer = (await questions.question('starter [1]: ')).trim();
    return answer === '' ? names[0] : (names[Number(answer) - 1] ?? names.find((name) => name === answer));
  } finally {
    questions.close();
  }
}

/** Files of a starter, relative, without what only running it makes. */
function listFiles(folder: string): string[] {
  const passedOver = new Set(['node_modules', '.eda', 'dist', '.git']);
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .filter((path) => !path.split('/').some((step) => passedOver.has(step)))
    .sort();
}
