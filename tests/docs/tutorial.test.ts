import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildPackage } from '../support/built-package.ts';
import { playPage } from './play-page.ts';

const root = join(import.meta.dirname, '../..');
const path = join(root, 'docs/tutorial.md');

let world: string;
let bin: string;

beforeAll(async () => {
  world = mkdtempSync(join(tmpdir(), 'eda-tutorial-'));
  // PostgreSQL runs as another user where the tests run as root.
  chmodSync(world, 0o755);
  expect(await buildPackage(join(world, 'eda'))).toBe(0);
  bin = join(world, 'bin');
  mkdirSync(bin);
  const program = join(world, 'eda/bin/eda.js');
  writeFileSync(join(bin, 'eda'), `#!/bin/sh\nexec "${process.execPath}" "${program}" "$@"\n`, {
    mode: 0o755,
  });
}, 600_000);
afterAll(() => rmSync(world, { recursive: true, force: true }));

// `EDA_GOLDEN=write` refreshes the page.
describe('docs/tutorial.md', () => {
  it('works as it says, and shows what is printed', async () => {
    const page = readFileSync(path, 'utf8');
    const folder = join(world, 'shop');
    mkdirSync(folder);
    // In a pipeline, as its reader does; elsewhere nothing is fetched: the packages are those of the repository.
    const install = (): void => {
      if (process.env.CI === undefined) symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
      else execFileSync('npm', ['install', '--no-audit', '--no-fund'], { cwd: folder, stdio: 'inherit' });
    };
    const shown = await playPage(page, { folder, bin, install });
    if (process.env.EDA_GOLDEN === 'write') writeFileSync(path, shown);
    else expect(page).toBe(shown);
  }, 600_000);
});
