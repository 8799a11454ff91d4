import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { transformSync } from 'esbuild';
import { expect, it, onTestFinished } from 'vitest';

const bin = join(import.meta.dirname, '../../bin/eda.js');

/** Starts eda in a Node that says it is of another version, and where nothing of the program can be loaded. */
function startIn(version: string) {
  const folder = mkdtempSync(join(tmpdir(), 'eda-node-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const fake = join(folder, 'fake.cjs');
  writeFileSync(
    fake,
    `const versions = { ...process.versions, node: ${JSON.stringify(version)} };
Object.defineProperty(process, 'versions', { value: versions });
const Module = require('node:module');
const load = Module._load;
Module._load = (name, ...rest) => {
  if (name.endsWith('load-program.js')) throw new Error('the program is loaded');
  return load(name, ...rest);
};
`,
  );
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--require', fake, bin, '--version'], {
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

it.each(['0.12.18', '12.22.12', '18.20.8', '20.18.3'])('says to Node %s that it is too old', (version) => {
  expect(startIn(version)).toEqual({
    status: 2,
    stdout: '',
    stderr: `eda: eda needs Node 20.19 or newer; this is ${version}\n`,
  });
});

it.each(['20.19.0', '22.0.0', '100.1.0'])('starts in Node %s', (version) => {
  expect(startIn(version).stderr).toContain('the program is loaded');
});

it('says of a clone that nobody has built what to do', () => {
  const folder = mkdtempSync(join(tmpdir(), 'eda-clone-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  mkdirSync(join(folder, 'bin'));
  copyFileSync(bin, join(folder, 'bin/eda.js'));
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(folder, 'bin/eda.js'), 'validate'], {
    encoding: 'utf8',
  });
  expect({ status, stdout, stderr }).toEqual({
    status: 2,
    stdout: '',
    stderr: 'eda: this clone of eda is not built; `npm ci && npm run build` there\n',
  });
});

it('has nothing in its first file that old Nodes cannot parse', () => {
  const text = readFileSync(bin, 'utf8');
  const print = (target: string) => transformSync(text, { target }).code;
  expect(print('es2015')).toBe(print('esnext'));
});
