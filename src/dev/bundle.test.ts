import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { bundleService } from './bundle.ts';

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'eda-bundle-'));
  mkdirSync(join(root, 'src'));
});
afterEach(() => rmSync(root, { recursive: true }));

describe('a bundle', () => {
  it.each([
    ['module', '{ "type": "module" }', 'dist/main.js'],
    ['CommonJS', '{}', 'dist/main.js'],
    ['module by its name', '{}', 'dist/main.mjs'],
  ])('is a %s that Node runs', async (_, manifest, out) => {
    writeFileSync(join(root, 'package.json'), manifest);
    write('src/a.ts', 'export const a: number = 41;');
    write(
      'src/main.ts',
      "import { a } from './a.ts';\nimport { join } from 'node:path';\nconsole.log(join('x', String(a + 1)));",
    );
    expect(await bundle(out)).toEqual({
      ok: true,
      value: { changed: true, inputs: [join(root, 'src/a.ts'), join(root, 'src/main.ts')] },
    });
    expect(execFileSync(process.execPath, [join(root, out)], { encoding: 'utf8' })).toBe('x/42\n');
    expect(await bundle(out)).toMatchObject({ value: { changed: false } });
  });

  it('leaves the last good build where the code is broken, and points at the fault', async () => {
    write('src/main.ts', 'console.log(1);');
    await bundle('dist/main.mjs');
    const before = readFileSync(join(root, 'dist/main.mjs'));
    const text =
      "import { gone } from './gone.ts';\nconst ö = '→'; import('./never.ts'); console.log(gone;\n";
    write('src/main.ts', text);
    const outcome = await bundle('dist/main.mjs');
    expect(outcome.ok ? [] : outcome.diagnostics).toMatchObject([
      { code: 'compile-error', at: { file: 'src/main.ts', range: { offset: text.lastIndexOf(';') } } },
    ]);
    expect(readFileSync(join(root, 'dist/main.mjs'))).toEqual(before);
  });

  it('says what is missing', async () => {
    write('src/main.ts', "import './gone.ts';");
    const outcome = await bundle('dist/main.mjs');
    expect(outcome.ok ? [] : outcome.diagnostics).toMatchObject([
      {
        message: expect.stringContaining('./gone.ts'),
        at: { file: 'src/main.ts', range: { offset: 7, length: 11 } },
      },
    ]);
    expect(existsSync(join(root, 'dist'))).toBe(false);
  });
});

function bundle(out: string) {
  return bundleService({ root, entry: join(root, 'src/main.ts'), outFile: join(root, out) });
}

function write(file: string, text: string): void {
  writeFileSync(join(root, file), text);
}
