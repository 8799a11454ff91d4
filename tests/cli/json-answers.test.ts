import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { buildSite } from '../../scripts/build-site.mjs';
import { change, project, runEda, soundDesign } from './run-eda.ts';

await buildSite();

/** What a program gets: one JSON value on stdout, whatever is said on stderr. */
async function ask(
  folder: string,
  ...args: string[]
): Promise<{ code: number; told: Record<string, unknown> }> {
  const { code, out } = await runEda(folder, [...args, '--format', 'json']);
  return { code, told: JSON.parse(out) };
}

it('eda init tells what it wrote, and what comes next', async () => {
  const folder = project({ 'package.json': '{}' });
  const { code, told } = await ask(folder, 'init', 'blank');
  expect(code).toBe(0);
  expect(told).toMatchObject({
    folder: '.',
    starter: 'blank',
    language: 'typescript',
    files: expect.arrayContaining(['eda.yaml']),
    joined: expect.any(Array),
    next: ['npm install', 'eda dev'],
  });
  for (const file of told.files as string[]) expect(existsSync(join(folder, file)), file).toBe(true);
});

it('eda export, import and init --from tell which design says what documents said', async () => {
  const folder = project({ 'eda.yaml': soundDesign });
  await runEda(folder, ['export', 'asyncapi', '--out', 'docs']);
  expect(await ask(folder, 'import', 'asyncapi', 'docs', '--out', 'again.yaml')).toMatchObject({
    code: 0,
    told: { from: 'asyncapi', design: 'again.yaml', files: ['again.yaml'] },
  });
  const other = project();
  await runEda(folder, ['export', 'asyncapi', '--out', join(other, 'docs')]);
  expect(await ask(other, 'init', '--from', 'docs')).toMatchObject({
    code: 0,
    told: { folder: '.', from: ['docs'], design: 'eda.yaml' },
  });
  expect(await runEda(folder, ['import', 'asyncapi', 'docs', '--out', '-', '--format', 'json'])).toEqual({
    code: 2,
    out: '',
    err: expect.stringContaining('one of both'),
  });
});

it('eda docs tells what it wrote, and with --check what is out of date', async () => {
  const folder = project({ 'eda.yaml': soundDesign });
  const { told } = await ask(folder, 'docs');
  expect(told).toMatchObject({ folder: 'site', isUpToDate: true, files: { unchanged: 0, removed: 0 } });
  expect(told.changed).toContainEqual({ path: 'index.html', action: 'create' });
  change(folder, 'eda.yaml', (text) => text.replace('Somebody ordered', 'Somebody bought'));
  const { code, told: stale } = await ask(folder, 'docs', '--check');
  expect(code).toBe(4);
  expect(stale).toMatchObject({ isUpToDate: false, files: { removed: 0 } });
  expect(stale.changed).toContainEqual({ path: 'events/sales.order.placed.html', action: 'update' });
});

it('eda upgrade tells which files and packages it raised', async () => {
  const folder = project({ 'eda.yaml': soundDesign });
  await runEda(folder, ['generate']);
  const manifest = 'services/shop-service/package.json';
  change(folder, manifest, (text) => text.replace(/"pg": "[^"]+"/, '"pg": "8.0.0"'));
  change(folder, 'eda.lock', (text) => text.replace(/"by": ".*",/, '"by": "0.0.1",'));
  const planned = await ask(folder, 'upgrade', '--dry-run');
  expect(planned).toMatchObject({
    code: 0,
    told: {
      dryRun: true,
      from: '0.0.1',
      packages: [{ path: manifest, name: 'pg', from: '8.0.0' }],
      migrations: [],
    },
  });
  expect(planned.told.files).toContainEqual({ path: manifest, action: 'extend' });
  expect((await ask(folder, 'upgrade')).told).toMatchObject({ dryRun: false });
  expect((await ask(folder, 'upgrade')).told).toMatchObject({ packages: [], files: [] });
});
