import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildPackage } from '../support/built-package.ts';
import { playPage } from './play-page.ts';

const root = join(import.meta.dirname, '../..');

let world: string;
let bin: string;

beforeAll(async () => {
  world = mkdtempSync(join(tmpdir(), 'eda-pages-'));
  // PostgreSQL runs as another user where the tests run as root.
  chmodSync(world, 0o755);
  expect(await buildPackage(join(world, 'eda'))).toBe(0);
  bin = join(world, 'bin');
  mkdirSync(bin);
  const program = join(world, 'eda/bin/eda.js');
  const shim = `#!/bin/sh\nexec "${process.execPath}" "${program}" "$@"\n`;
  writeFileSync(join(bin, 'eda'), shim, { mode: 0o755 });
}, 600_000);
afterAll(() => rmSync(world, { recursive: true, force: true }));

/** Plays a page in an empty folder. `EDA_GOLDEN=write` refreshes it. */
async function play(page: string): Promise<void> {
  const path = join(root, page);
  const folder = join(world, basename(page, '.md'));
  // A second try begins as the first did.
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  // In a pipeline, as its reader does; elsewhere nothing is fetched: the packages are those of the repository.
  const install = (): void => {
    if (process.env.CI === undefined) symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
    else execFileSync('npm', ['install', '--no-audit', '--no-fund'], { cwd: folder, stdio: 'inherit' });
  };
  const text = readFileSync(path, 'utf8');
  const shown = await playPage(text, { folder, bin, install });
  if (process.env.EDA_GOLDEN === 'write') writeFileSync(path, shown);
  else expect(text).toBe(shown);
}

describe('pages work as they say, and show what is printed:', () => {
  it.each([
    'docs/how-to/asyncapi.md',
    'docs/how-to/dapr.md',
    'docs/how-to/add-a-service.md',
    'docs/how-to/many-repositories.md',
    'docs/how-to/kafka.md',
    'docs/how-to/kubernetes.md',
    'docs/how-to/write-a-generator.md',
  ])('%s', (page) => play(page), 300_000);

  it('docs/tutorial.md', () => play('docs/tutorial.md'), 1_200_000);
});
