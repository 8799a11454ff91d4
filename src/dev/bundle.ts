import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import type { BuildContext, Message, OutputFile } from 'esbuild';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { loadPackage } from './load-package.ts';
import { fail, type Outcome, problem, succeed } from './outcome.ts';

export interface BundleOptions {
  /** The project: paths in diagnostics are relative to it, and its esbuild is taken first. */
  readonly root: string;
  readonly entry: string;
  readonly outFile: string;
}

/** A service's code made into one file, again and again. */
export interface Bundle {
  build(): Promise<Outcome<Built>>;
  close(): Promise<void>;
}

export interface Built {
  /** Whether the file differs from the one that was there. */
  readonly changed: boolean;
  /** The files that it was made of, absolute. */
  readonly inputs: readonly string[];
}

/** Bundles once. */
export async function bundleService(options: BundleOptions): Promise<Outcome<Built>> {
  const bundle = await openBundle(options);
  if (!bundle.ok) return bundle;
  try {
    return await bundle.value.build();
  } finally {
    await bundle.value.close();
  }
}

/**
 * Prepares to bundle with esbuild for the Node that runs eda: packages stay outside, a source map lies beside. A fault
 * in the code leaves the file of the last good build as it is.
 */
export async function openBundle(options: BundleOptions): Promise<Outcome<Bundle>> {
  const { root, entry, outFile } = options;
  const esbuild = await loadPackage<typeof import('esbuild')>(root, 'esbuild');
  if (esbuild === undefined) {
    const message = 'esbuild is not installed, and Node runs no TypeScript';
    return fail(problem('esbuild-missing', message, 'npm install --save-dev esbuild', 'package.json'));
  }
  let context: BuildContext;
  try {
    context = await esbuild.context({
      absWorkingDir: root,
      entryPoints: [entry],
      outfile: outFile,
      bundle: true,
      platform: 'node',
      target: 'node20',
      format: isModule(outFile) ? 'esm' : 'cjs',
      packages: 'external',
      sourcemap: true,
      metafile: true,
      write: false,
      logLevel: 'silent',
    });
  } catch (error) {
    const message = `esbuild can't start: ${(error as Error).message.split('\n')[0]}`;
    return fail(problem('esbuild-missing', message, 'npm install --save-dev esbuild', 'package.json'));
  }
  return succeed({
    async build() {
      try {
        const { outputFiles = [], metafile } = await context.rebuild();
        const inputs = Object.keys(metafile?.inputs ?? {}).map((input) => resolve(root, input));
        const written = outputFiles.map(writeIfChanged);
        return succeed({ changed: written.includes(true), inputs });
      } catch (error) {
        const { errors } = error as { errors?: readonly Message[] };
        if (errors === undefined) throw error;
        return fail(...errors.map((message) => describe(message, root, entry)));
      }
    },
    close: () => context.dispose(),
  });
}

/** Node takes a `.js` for what the next package.json says, and a `.mjs` for a module. */
function isModule(file: string): boolean {
  if (!file.endsWith('.js')) return file.endsWith('.mjs');
  for (let folder = dirname(file); ; folder = dirname(folder)) {
    const manifest = join(folder, 'package.json');
    if (existsSync(manifest)) return JSON.parse(readFileSync(manifest, 'utf8')).type === 'module';
    if (folder === dirname(folder)) return false;
  }
}

function writeIfChanged({ path, contents }: OutputFile): boolean {
  if (existsSync(path) && digest(readFileSync(path)) === digest(contents)) return false;
  mkdirSync(dirname(path), { recursive: true });
  // A service that starts meanwhile reads the old file or the new one, never half of one.
  const unfinished = `${path}.${process.pid}`;
  writeFileSync(unfinished, contents);
  renameSync(unfinished, path);
  return true;
}

function digest(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function describe({ text, location, notes }: Message, root: string, entry: string): Diagnostic {
  const file = relative(root, resolve(root, location?.file ?? entry)).replaceAll(sep, '/');
  const help =
    notes[0]?.text ?? 'the last good build keeps running; saving the mended file starts the new one';
  const offset = location === null ? undefined : offsetOf(join(root, file), location);
  const range = offset === undefined ? {} : { range: { offset, length: location?.length ?? 0 } };
  return { code: 'compile-error', severity: 'error', message: text, help, at: { file, path: [], ...range } };
}

/** esbuild counts lines from 1 and columns in bytes of UTF-8 from 0. */
function offsetOf(
  file: string,
  { line, column, lineText }: NonNullable<Message['location']>,
): number | undefined {
  if (!existsSync(file)) return undefined;
  const text = readFileSync(file, 'utf8');
  let start = 0;
  for (let passed = 1; passed < line && start >= 0; passed++) start = text.indexOf('\n', start) + 1 || -1;
  return start < 0 ? undefined : start + Buffer.from(lineText).subarray(0, column).toString().length;
}
