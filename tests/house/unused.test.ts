import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { root } from './source-files.ts';

interface Ended {
  readonly code: number;
  readonly lines: readonly string[];
}

/** What `npm run unused` says of a folder with our knip.jsonc. */
function findUnused(folder: string): Promise<Ended> {
  const cache = ['--cache', '--cache-location', '.cache/knip'];
  const args = [join(root, 'node_modules/knip/bin/knip.js'), '--no-progress', '--no-config-hints', ...cache];
  return new Promise((done) => {
    execFile(
      process.execPath,
      args,
      { cwd: folder, env: { ...process.env, NO_COLOR: '1' } },
      (error, out, err) => {
        const lines = `${out}${err}`.split('\n').map((line) => line.trim());
        const code = error === null ? 0 : typeof error.code === 'number' ? error.code : -1;
        done({ code, lines: lines.filter((line) => line !== '') });
      },
    );
  });
}

it('no file, dependency or export is there that nothing uses', async () => {
  expect(await findUnused(root)).toEqual({ code: 0, lines: [] });
});

it('one that is would be noticed', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'eda-unused-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  cpSync(join(root, 'knip.jsonc'), join(folder, 'knip.jsonc'));
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  const files = {
    'package.json': '{ "name": "small", "type": "module", "devDependencies": { "ajv": "1", "yaml": "1" } }',
    'src/index.ts': "import { used } from './used.ts';\nimport 'yaml';\nused();\n",
    'src/used.ts': 'export function used(): void {}\nexport function unusedFunction(): void {}\n',
    'src/unused-file.ts': 'export const one = 1;\n',
  };
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  const { code, lines } = await findUnused(folder);
  expect(code).toBe(1);
  for (const name of ['unusedFunction', 'src/unused-file.ts', 'ajv'])
    expect(lines).toContainEqual(expect.stringContaining(name));
  expect(lines).not.toContainEqual(expect.stringMatching(/^(used|yaml|src\/used\.ts)\b/));
});
