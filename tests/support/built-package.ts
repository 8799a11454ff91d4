import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { npm } from '../../scripts/npm.mjs';

const root = join(import.meta.dirname, '../..');

/**
 * Builds the package in a folder of its own and packs it, as it is published.
 * @returns the tarball, in `world`
 */
export async function packPackage(world: string): Promise<string> {
  const source = join(world, 'source');
  if ((await buildPackage(source, '--types')) !== 0) throw new Error('the package could not be built');
  const args = ['pack', '--json', '--ignore-scripts', '--pack-destination', world];
  const [packed] = JSON.parse(execFileSync(npm, args, { cwd: source, encoding: 'utf8' }));
  return join(world, packed.filename);
}

/**
 * A copy of what the package is made from, built anew with `flags`: `dist/` of the repository may be of yesterday.
 * @returns how the build ended, 0 if well
 */
export async function buildPackage(folder: string, ...flags: readonly string[]): Promise<number | null> {
  const { files } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const parts = [
    ...files.filter((file: string) => !file.startsWith('!') && file !== 'dist'),
    'src',
    'scripts',
  ];
  for (const part of [...parts, 'package.json', 'tsconfig.json', 'tsconfig.types.json']) {
    if (!existsSync(join(root, part))) continue;
    mkdirSync(dirname(join(folder, part)), { recursive: true });
    cpSync(join(root, part), join(folder, part), {
      recursive: true,
      filter: (path) => !['node_modules', 'dist'].includes(basename(path)),
    });
  }
  // What running the example leaves behind.
  mkdirSync(join(folder, 'examples/todo/.eda/cache'), { recursive: true });
  writeFileSync(join(folder, 'examples/todo/.eda/cache/generate.json'), '{}');
  mkdirSync(join(folder, 'examples/todo/services/todo-service/dist'), { recursive: true });
  writeFileSync(join(folder, 'examples/todo/services/todo-service/dist/main.js'), '');
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  const build = spawn(process.execPath, ['scripts/build.mjs', ...flags], { cwd: folder, stdio: 'inherit' });
  const [code] = await once(build, 'close');
  return code;
}
