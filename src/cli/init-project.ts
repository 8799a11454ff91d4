import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { basename, join, relative, resolve } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { createPaint, printable } from '../diagnostics/format/paint.ts';
import { didYouMean } from '../diagnostics/suggest.ts';
import { findPackageRoot, openAssets } from '../generators/assets.ts';
import { generators } from '../generators/index.ts';
import { loadDesign, planDesign } from '../pipeline.ts';
import { pathFrom } from '../spec/path-shape.ts';
import { createDiskFiles } from '../spec/project-files.ts';
import { lstatIfThere } from '../write/replace-file.ts';
import type { InitOptions } from './commands/init.ts';
import { quoted } from './describe-results.ts';
import { exitCode } from './exit-code.ts';
import { runGenerate } from './generate-files.ts';
import { wholeRun } from './generate-run.ts';
import { writeGitAttributes } from './git-attributes.ts';
import { type Io, isInteractive } from './io.ts';
import { joinLines, joinPackageJson } from './join-files.ts';
import { findPackageManager, writeWorkspaceFile } from './package-manager.ts';
import { passingSpec } from './passing-spec.ts';
import { readYamlFiles } from './read-yaml-files.ts';
import { writeJson } from './report.ts';
import type { GlobalOptions } from './session.ts';
import { systemName } from './system-name.ts';

const starters = {
  todo: 'a whole system to look at: four services, four databases, a read model',
  blank: 'one domain, one event, a publisher and a subscriber',
  orders: 'a saga over four services: orders, stock, payments, parcels',
} as const;

type Starter = keyof typeof starters;

/** `eda init` */
export async function runInit(
  named: string | undefined,
  options: InitOptions,
  globals: GlobalOptions,
  io: Io,
): Promise<number> {
  if (options.from !== undefined) return initFrom(named, options.from, options, globals, io);
  const names = Object.keys(starters) as Starter[];
  const asked = named ?? (await askStarter(names, io));
  const starter = names.find((name) => name === asked);
  if (starter === undefined) {
    io.stderr.write(
      asked === undefined
        ? `eda: which starter? eda init ${names.join(' | ')}\n`
        : `eda: there is no starter ${printable(asked)}${didYouMean(asked, names)}; ${names.join(', ')}\n`,
    );
    return exitCode.usage;
  }
  if (options.name !== undefined && starter !== 'blank') {
    io.stderr.write(`eda: --name is for the blank starter; ${starter} has a name\n`);
    return exitCode.usage;
  }
  const { language = 'typescript' } = options;
  if (language !== 'typescript' && language !== 'python') {
    io.stderr.write(
      `eda: there is no starter in ${printable(language)}${didYouMean(language, ['typescript', 'python'])}; typescript, python\n`,
    );
    return exitCode.usage;
  }
  const folder = resolve(globals.cwd, options.dir ?? '.');
  const sources = starterFiles(starter, language);
  const files = [...sources.keys()];
  const refusal = findObstacle(folder, files, starter);
  if (refusal !== undefined) {
    io.stderr.write(`eda: ${refusal}\n`);
    return exitCode.usage;
  }
  const system = systemName(options.name ?? basename(folder));
  const kept = shared.filter((file) => isThere(folder, file));
  mkdirSync(folder, { recursive: true });
  for (const [file, source] of sources) {
    if (kept.includes(file)) continue;
    const content = readFileSync(source);
    mkdirSync(join(folder, file, '..'), { recursive: true });
    const named = starter === 'blank' ? String(content).replaceAll('{{system}}', system) : content;
    const isDesign = file === 'eda.yaml' && language === 'python';
    writeFileSync(join(folder, file), isDesign ? inPython(String(named)) : named);
  }
  writeGitAttributes(folder);
  // What the package cannot carry (.gitignore) and, for blank, everything that follows from the design.
  const generated = await runGenerate([], { ...wholeRun, says: 'failures' }, { ...globals, cwd: folder }, io);
  if (generated !== exitCode.fine) return generated;
  if (kept.length > 0) await joinKept(folder, kept);
  const manager = findPackageManager(folder, io.env);
  writeWorkspaceFile(folder, manager);
  const pinned = pinEda(folder);
  const here = relative(globals.cwd, folder);
  const steps = [
    ...(here === '' ? [] : [`cd ${quoted(here)}`]),
    `${manager?.kind ?? 'npm'} install`,
    ...(language === 'python' ? ['python3 -m venv .venv', '.venv/bin/pip install -r requirements.txt'] : []),
    pinned ? `${manager?.kind ?? 'npm'} run dev` : 'eda dev',
  ];
  if (options.format === 'json') {
    const written = files.filter((file) => !kept.includes(file));
    writeJson(io, {
      folder: here === '' ? '.' : here,
      starter,
      language,
      files: written,
      joined: kept,
      next: steps,
    });
    return exitCode.fine;
  }
  const code = language === 'python' ? 'app, all but app/generated' : 'src, all but src/generated';
  const paint = createPaint(globals.colour);
  io.stdout.write(
    `${paint.bold(here === '' ? 'this folder' : printable(here))} is a project now, from the ${starter} starter\n` +
      `  the design   ${printable(join(here, 'eda.yaml'))}\n` +
      `  your code    ${printable(join(here, 'services'))}/<service>/${code}\n` +
      `${paint.green('ready')} · next:  ${steps.join(' && ')}\n`,
  );
  return exitCode.fine;
}

/** Files of a starter, and where each is copied from. */
function starterFiles(starter: Starter, language: 'typescript' | 'python'): ReadonlyMap<string, string> {
  const from = (folder: string, files: readonly string[]): [string, string][] =>
    files.map((file) => [file, join(folder, file)]);
  const root = findPackageRoot();
  const source = join(root, starter === 'blank' ? 'templates/init/blank' : `examples/${starter}`);
  if (language === 'typescript' || starter === 'blank') return new Map(from(source, listFiles(source)));
  // What follows from the design is generated anew: it is another one for another language.
  const written = listFiles(source).filter((file) => /^(eda\.yaml|schemas\/.*|tests\/.*)$/.test(file));
  const services = join(root, `examples/${starter}-python`);
  return new Map([...from(source, written), ...from(services, listFiles(services))]);
}

/** The design with all its services in Python: said once, with its other defaults or before its first part. */
function inPython(design: string): string {
  return /^defaults: \{/m.test(design)
    ? design.replace(/^defaults: \{/m, 'defaults: { language: python,')
    : design.replace(/\n(?=domains:)/, '\ndefaults: { language: python }\n\n');
}

/**
 * A project whose design is what AsyncAPI documents or resources of Dapr say: written once, and everything that follows
 * from it.
 */
async function initFrom(
  starter: string | undefined,
  documents: readonly string[],
  options: InitOptions,
  globals: GlobalOptions,
  io: Io,
): Promise<number> {
  if (starter !== undefined) {
    io.stderr.write(
      `eda: a starter or --from, not both; eda init --from ${documents.map(printable).join(' ')}\n`,
    );
    return exitCode.usage;
  }
  const out = join(options.dir ?? '.', 'eda.yaml');
  const name = options.name ?? basename(resolve(globals.cwd, options.dir ?? '.'));
  const target = { out, name: systemName(name), format: 'text' } as const;
  // For programs stdout holds one value, at the end.
  const isForPeople = options.format === 'text';
  const told = isForPeople ? io : { ...io, stdout: io.stderr };
  const imported = holdsDapr(globals.cwd, documents)
    ? await (await import('./import-resources.ts')).runImportResources(documents, target, globals, told)
    : await (await import('./import-documents.ts')).runImport('asyncapi', documents, target, globals, told);
  if (imported !== exitCode.fine) return imported;
  const folder = resolve(globals.cwd, options.dir ?? '.');
  writeGitAttributes(folder);
  const says = isForPeople ? 'all' : 'failures';
  const generated = await runGenerate([], { ...wholeRun, says }, { ...globals, cwd: folder }, told);
  if (!isForPeople && generated === exitCode.fine)
    writeJson(io, { folder: relative(globals.cwd, folder) || '.', from: documents, design: out });
  return generated;
}

/** Whether what is named has resources of Dapr in it; what cannot be read is told by the import. */
function holdsDapr(cwd: string, paths: readonly string[]): boolean {
  const files = readYamlFiles(cwd, paths);
  return (
    typeof files !== 'string' && files.some(({ text }) => /^\s*"?apiVersion"?:\s*['"]?dapr\.io\//m.test(text))
  );
}

/** Files that most folders have already: they gain what the starter needs of them. */
const shared = ['package.json', '.gitignore'];

async function joinKept(folder: string, kept: readonly string[]): Promise<void> {
  const { architecture } = loadDesign(createDiskFiles(folder), 'eda.yaml');
  if (architecture === undefined) return;
  const plan = await planDesign(architecture, generators, openAssets(), {});
  for (const { path, content } of plan.files) {
    if (!kept.includes(path)) continue;
    const existing = readFileSync(join(folder, path), 'utf8');
    const joined =
      path === 'package.json' ? joinPackageJson(existing, content()) : joinLines(existing, content());
    if (joined !== undefined && joined !== existing) writeFileSync(join(folder, path), joined);
  }
}

/**
 * A project that was started by what npx, pnpm or yarn fetched for this once has that very eda among its packages: its
 * scripts would not find one otherwise. Where eda is installed, for the machine or a folder above, it is left to that.
 * @returns whether it was added
 */
function pinEda(folder: string): boolean {
  const spec = passingSpec(folder);
  const file = join(folder, 'package.json');
  if (spec === undefined || !existsSync(file)) return false;
  const existing = readFileSync(file, 'utf8');
  const joined = joinPackageJson(existing, JSON.stringify({ devDependencies: { eda: spec } }));
  if (joined === undefined || joined === existing) return false;
  writeFileSync(file, joined);
  return true;
}

/** Why a project can't be started there. */
function findObstacle(folder: string, files: readonly string[], starter: Starter): string | undefined {
  if (lstatIfThere(folder) === undefined) return undefined;
  const stat = statSync(folder, { throwIfNoEntry: false });
  if (stat === undefined) return `${printable(folder)} is a link that leads nowhere; a folder is expected`;
  if (!stat.isDirectory()) return `${printable(folder)} is a file; a folder is expected`;
  // One design is enough for a folder: what is generated from another one would lie among its files.
  const inTheWay = [...new Set(['eda.yaml', ...files].flatMap((file) => findInTheWay(folder, file) ?? []))];
  if (inTheWay.length === 0) return undefined;
  const shown = inTheWay.slice(0, 5).map((file) => `     ${printable(file)}\n`);
  const more = inTheWay.length > 5 ? `     … and ${inTheWay.length - 5} more\n` : '';
  return (
    `nothing written: ${inTheWay.length === 1 ? 'this is' : 'these are'} there already\n` +
    `${shown.join('')}${more}     choose another folder:  eda init ${starter} --dir <folder>`
  );
}

/** What stands where a file is to be: something of its name, or a link on the way, which leads who knows where. */
function findInTheWay(folder: string, file: string): string | undefined {
  const steps = file.split('/');
  const ways = steps.slice(1).map((_, index) => steps.slice(0, index + 1).join('/'));
  const link = ways.find((way) => lstatIfThere(join(folder, way))?.isSymbolicLink() === true);
  return link ?? (isThere(folder, file) && !canJoin(folder, file) ? file : undefined);
}

/** A link counts wherever it leads: nothing is written through one. */
function isThere(folder: string, file: string): boolean {
  return lstatIfThere(join(folder, file)) !== undefined;
}

function canJoin(folder: string, file: string): boolean {
  const path = join(folder, file);
  if (!shared.includes(file) || lstatIfThere(path)?.isFile() !== true) return false;
  return file !== 'package.json' || joinPackageJson(readFileSync(path, 'utf8'), '{}') !== undefined;
}

async function askStarter(names: readonly Starter[], io: Io): Promise<string | undefined> {
  if (!isInteractive(io)) return undefined;
  const questions = createInterface({ input: io.stdin, output: io.stdout });
  try {
    io.stdout.write('Which starter?\n');
    for (const [index, name] of names.entries())
      io.stdout.write(`  ${index + 1}  ${name.padEnd(6)} ${starters[name]}\n`);
    const ended = new Promise<undefined>((done) => questions.once('close', () => done(undefined)));
    const answer = await Promise.race([questions.question('number or name [1]: '), ended]);
    if (answer === undefined) return undefined;
    const said = answer.trim();
    return said === '' ? names[0] : (names[Number(said) - 1] ?? said);
  } finally {
    questions.close();
  }
}

/** Files of a starter, relative, without what only running it makes. */
function listFiles(folder: string): string[] {
  const passedOver = new Set(['node_modules', '.eda', 'dist', '.git']);
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => pathFrom(folder, join(entry.parentPath, entry.name)))
    .filter((path) => !path.split('/').some((step) => passedOver.has(step)))
    .sort();
}
