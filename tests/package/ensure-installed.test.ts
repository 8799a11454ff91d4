import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { isInstalled, noteInstalled } from '../../scripts/ensure-installed.mjs';

it('notices another lockfile, and packages that somebody installed since', () => {
  const folder = mkdtempSync(join(tmpdir(), 'eda-installed-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const write = (file: string, text: string) => writeFileSync(join(folder, file), text);
  write('package-lock.json', '{ "lock": 1 }');
  expect(isInstalled(folder)).toBe(false);
  mkdirSync(join(folder, 'node_modules'));
  write('node_modules/.package-lock.json', '{ "packages": 1 }');
  expect(isInstalled(folder)).toBe(false);
  noteInstalled(folder);
  expect(isInstalled(folder)).toBe(true);
  // npm install on another branch, and back: the lockfile is the same again, the packages are not.
  write('node_modules/.package-lock.json', '{ "packages": 2 }');
  expect(isInstalled(folder)).toBe(false);
  write('node_modules/.package-lock.json', '{ "packages": 1 }');
  expect(isInstalled(folder)).toBe(true);
  write('package-lock.json', '{ "lock": 2 }');
  expect(isInstalled(folder)).toBe(false);
});
