import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';

/** The program as a process of its own, for what only a process shows: signals, kills, two at once. */
export interface EdaProgram {
  /** The file that Node runs. */
  readonly entry: string;
  /** `env` comes beside what this process has. */
  start(cwd: string, args: readonly string[], env?: Readonly<Record<string, string>>): RunningEda;
  remove(): void;
}

export interface RunningEda {
  readonly child: ChildProcess;
  out(): string;
  err(): string;
  /** Exit code, or the signal that ended it. */
  readonly ended: Promise<number | string>;
}

/** Bundles the program from its source, with `more` entries; it lies in the package, where it finds its templates. */
export async function bundleEda(more: Readonly<Record<string, string>> = {}): Promise<EdaProgram> {
  const folder = join(import.meta.dirname, `../../.cache/cli-${process.pid}-${Date.now()}`);
  mkdirSync(folder, { recursive: true });
  await build({
    entryPoints: more,
    stdin: {
      contents: `import { main } from './src/cli/main.ts';\nprocess.exitCode = await main(process.argv.slice(2));\n`,
      resolveDir: join(import.meta.dirname, '../..'),
      loader: 'ts',
    },
    bundle: true,
    splitting: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    packages: 'external',
    logLevel: 'silent',
    outdir: folder,
    outExtension: { '.js': '.mjs' },
  });
  // Pictures are laid out in a thread of its own.
  await build({
    entryPoints: [join(import.meta.dirname, '../../src/draw/layout/layout-worker.ts')],
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    packages: 'external',
    logLevel: 'silent',
    outfile: join(folder, 'layout-worker.cjs'),
  });
  const entry = join(folder, 'stdin.mjs');
  return {
    entry,
    start(cwd, args, env = {}) {
      const child = spawn(process.execPath, [entry, ...args], { cwd, env: { ...process.env, ...env } });
      let out = '';
      let err = '';
      child.stdout.on('data', (chunk) => {
        out += chunk;
      });
      child.stderr.on('data', (chunk) => {
        err += chunk;
      });
      const ended = new Promise<number | string>((done) => {
        child.on('close', (code, signal) => done(code ?? signal ?? 'gone'));
      });
      return { child, out: () => out, err: () => err, ended };
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
