import { existsSync } from 'node:fs';
import { dirname, extname, join, resolve, sep } from 'node:path';
import type { RunApp } from './dapr-run-template.ts';

/** What to start for an app, and what to make of its source before. */
export interface LaunchPlan {
  readonly command: string;
  readonly args: readonly string[];
  readonly bundle?: { readonly entry: string; readonly outFile: string };
  /** The project whose Python packages nobody has installed yet. */
  readonly uninstalled?: string;
}

/**
 * The template's command starts what a production build leaves in `dist/`; where the source of it lies in `src/`, or where
 * `EDA_MAIN` says, it is bundled to that very place, so that paths relative to it hold. Other commands run as they are.
 */
export function planLaunch({ dir, command, env }: RunApp): LaunchPlan {
  const [program = '', ...args] = command;
  if (/^python3?$/.test(program)) return planPython(dir, program, args);
  if (program !== 'node') return { command: program, args };
  const position = args.findIndex((arg) => !arg.startsWith('-'));
  const script = args[position];
  if (script === undefined) return { command: process.execPath, args };
  const bundle = namedSource(dir, env.EDA_MAIN, script) ?? findSource(dir, resolve(dir, script));
  const rest = bundle === undefined ? args : args.with(position, bundle.outFile);
  const named = { command: process.execPath, args: ['--enable-source-maps', ...rest] };
  return bundle === undefined ? named : { ...named, bundle };
}

/** Where the project says what its services need (`requirements.txt`), a Python without it would only fail later. */
function planPython(dir: string, program: string, args: readonly string[]): LaunchPlan {
  const command = findPython(dir);
  if (command !== undefined) return { command, args };
  const project = findProject(dir);
  const isGenerated = project !== undefined && existsSync(join(project, 'requirements.txt'));
  return { command: program, args, ...(isGenerated && { uninstalled: project }) };
}

/** The folder of the design that an app belongs to. */
function findProject(dir: string): string | undefined {
  for (let folder = dir; ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'eda.yaml'))) return folder;
    if (folder === dirname(folder)) return undefined;
  }
}

/** The interpreter of a virtual environment in the app's folder or above it, as far as the project's root. */
function findPython(dir: string): string | undefined {
  const inside = process.platform === 'win32' ? '.venv/Scripts/python.exe' : '.venv/bin/python';
  for (let folder = dir; ; folder = dirname(folder)) {
    if (existsSync(join(folder, inside))) return join(folder, inside);
    if (existsSync(join(folder, 'eda.yaml')) || folder === dirname(folder)) return undefined;
  }
}

/** The module that the template says the script is built from, in a service that keeps its own folders. */
function namedSource(dir: string, main: string | undefined, script: string): LaunchPlan['bundle'] {
  if (main === undefined || !existsSync(resolve(dir, main))) return undefined;
  return { entry: resolve(dir, main), outFile: resolve(dir, script) };
}

function findSource(dir: string, script: string): LaunchPlan['bundle'] {
  const extension = extname(script);
  const stem = script.slice(0, script.length - extension.length);
  if (/^\.m?ts$/.test(extension)) {
    const built = stem.replace(join(dir, 'src') + sep, join(dir, 'dist') + sep);
    return { entry: script, outFile: `${built}${extension === '.mts' ? '.mjs' : '.js'}` };
  }
  const dist = join(dir, 'dist') + sep;
  if (!script.startsWith(dist)) return undefined;
  const source = join(dir, 'src', stem.slice(dist.length));
  const entry = ['.ts', '.mts', '.js', '.mjs'].map((end) => source + end).find((file) => existsSync(file));
  return entry === undefined || dirname(entry) === dirname(script) ? undefined : { entry, outFile: script };
}
