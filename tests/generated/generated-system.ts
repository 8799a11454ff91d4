import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openAssets } from '../../src/generators/assets.ts';
import { generators } from '../../src/generators/index.ts';
import type { FullPlan } from '../../src/generators/plan.ts';
import type { Architecture } from '../../src/model/architecture.ts';
import { loadDesign, planDesign } from '../../src/pipeline.ts';
import { pathFrom } from '../../src/spec/path-shape.ts';
import { createDiskFiles, type ProjectFiles } from '../../src/spec/project-files.ts';
import type { Lock } from '../../src/write/lock.ts';
import { type FileResult, readLock, writeFiles } from '../../src/write/write.ts';

export const root = fileURLToPath(new URL('../..', import.meta.url));

/** Every system that tests generate from, by name: folders with an `eda.yaml`. */
export const systems: { readonly [name: string]: string } = {
  ...Object.fromEntries(
    ['todo', 'orders', 'iot', 'bank', 'large'].map((name) => [name, join(root, 'tests/systems', name)]),
  ),
  example: join(root, 'examples/todo'),
  'orders-example': join(root, 'examples/orders'),
  hostile: join(root, 'tests/generated/hostile'),
};

/** All but every n-th service of the large system are left out where each one costs. */
const sampleEvery: { readonly [name: string]: number } = { large: 10 };

/** Whether a path belongs to a service that is looked at; files outside of services always do. */
export function createSample(name: string, architecture: Architecture): (path: string) => boolean {
  const every = sampleEvery[name] ?? 1;
  const left = new Set(Object.keys(architecture.services).filter((_service, index) => index % every > 0));
  return (path) => !left.has(/^services\/([^/]+)\//.exec(path)?.[1] ?? '');
}

/** Everything that all generators plan for a design without errors in it. */
export async function planSystem(
  files: ProjectFiles,
  records: Lock['records'] = {},
): Promise<{ readonly architecture: Architecture; readonly plan: FullPlan }> {
  const { architecture, diagnostics } = loadDesign(files, 'eda.yaml');
  refuseErrors(diagnostics);
  if (architecture === undefined) throw new Error('the design could not be read');
  const plan = await planDesign(architecture, generators, openAssets(), records);
  refuseErrors(plan.diagnostics);
  return { architecture, plan };
}

function refuseErrors(diagnostics: FullPlan['diagnostics']): void {
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  if (errors.length > 0) throw new Error(errors.map(({ code, message }) => `${code}: ${message}`).join('\n'));
}

/** Texts by path. */
export function textsOf(plan: FullPlan): Map<string, string> {
  return new Map(plan.files.map((file) => [file.path, file.content()]));
}

/** An empty folder below this package, whose packages code in it then finds; with what `from` holds beside a design. */
export function makeFolder(from?: string): string {
  mkdirSync(join(root, '.cache'), { recursive: true });
  const folder = mkdtempSync(join(root, '.cache/generated-'));
  if (from !== undefined) {
    cpSync(from, folder, {
      recursive: true,
      filter: (path) => !['.eda', 'node_modules', 'dist'].includes(basename(path)),
    });
  }
  return folder;
}

/** Writes what is not there yet. */
export function writeMissing(folder: string, texts: ReadonlyMap<string, string>): void {
  for (const [path, text] of texts) {
    const file = join(folder, path);
    if (existsSync(file)) continue;
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
}

/** Brings a folder in line with the design in it, as `eda generate` does. */
export async function generateInto(folder: string): Promise<readonly FileResult[]> {
  const { lock, state } = readLock(folder);
  if (state !== 'sound') throw new Error('eda.lock is damaged');
  const { plan } = await planSystem(createDiskFiles(folder), lock.records);
  const { files, ran, records } = plan;
  const assetsVersion = openAssets().version;
  const common = { root: folder, files, ran, records, lock, assetsVersion };
  return writeFiles({ ...common, overwrite: new Set(), mode: 'write' }).results;
}

/** Texts of all files of a folder by path, without those that say how far a run has come. */
export function readFolder(folder: string): Map<string, string> {
  const texts = new Map<string, string>();
  if (!existsSync(folder)) return texts;
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const path = pathFrom(folder, join(entry.parentPath, entry.name));
    if (entry.isFile() && !path.startsWith('.eda/'))
      texts.set(path, readFileSync(join(folder, path), 'utf8'));
  }
  return texts;
}

export function removeFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
}
