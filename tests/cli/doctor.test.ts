import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { project, runEda, soundDesign } from './run-eda.ts';

describe('eda doctor', () => {
  it('prints what a report of a bug needs', async () => {
    const folder = project({ 'eda.yaml': soundDesign });
    const { code, out, err } = await runEda(folder, ['doctor'], { PATH: '/nowhere' }, { columns: 80 });
    const plain = stripVTControlCharacters(out);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(plain.split('\n')[0]).toMatch(/^eda \S+ · node \d+\.\d+\.\d+ · \w+ \S+ \w+$/);
    expect(plain).toContain(`  ✓ design             ${folder}/eda.yaml\n`);
    expect(plain).toMatch(/^ {2}✓ esbuild {12}\d/m);
    expect(plain).toMatch(/^ {2}– git {16}missing\n {6}for .*: install git$/m);
    expect(plain.trimEnd().split('\n').at(-1)).toBe('all that eda dev needs is there');
  });

  it('looks for the virtual environment where services are in Python, and for no package of TypeScript then', async () => {
    const folder = project({ 'eda.yaml': soundDesign, 'requirements.txt': '' });
    const missing = await runEda(folder, ['doctor']);
    expect(missing.code).toBe(1);
    expect(missing.out).toContain('python3 -m venv .venv && .venv/bin/pip install -r requirements.txt');
    expect(missing.out).not.toContain('esbuild');
    mkdirSync(`${folder}/.venv/bin`, { recursive: true });
    writeFileSync(`${folder}/.venv/bin/python`, '');
    expect((await runEda(folder, ['doctor'])).code).toBe(0);
  });

  it('fails where something is missing that eda dev needs', async () => {
    const folder = project({
      'eda.yaml': soundDesign,
      'node_modules/esbuild/package.json': '{ broken',
      'node_modules/pg/package.json': '{ "version": "8.0.0" }',
      'bin/git': '',
    });
    chmodSync(`${folder}/bin/git`, 0o755);
    const { out } = await runEda(folder, ['doctor', '--format', 'json'], { PATH: `${folder}/bin` });
    const report = JSON.parse(out);
    expect(report).toMatchObject({ eda: expect.any(String), node: process.versions.node });
    const found = Object.fromEntries(
      report.checks.map(({ name, found }: { name: string; found?: string }) => [name, found]),
    );
    expect(found).toMatchObject({ pg: '8.0.0', git: `${folder}/bin/git`, design: `${folder}/eda.yaml` });
    expect(found.daprd).toBeUndefined();
  });

  it('works without a design', async () => {
    const { code, out } = await runEda(project(), ['doctor']);
    expect(code).toBe(0);
    expect(out).toMatch(/– design {13}missing\n {6}for all commands but init, rules and explain: eda init/);
  });
});
