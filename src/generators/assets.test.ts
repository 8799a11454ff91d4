import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { openAssets } from './assets.ts';

const folder = mkdtempSync(join(tmpdir(), 'eda-assets-'));
const root = fileURLToPath(new URL('../..', import.meta.url));
for (const part of ['templates', 'package.json', 'src/runtime'])
  cpSync(join(root, part), join(folder, part), { recursive: true });
writeFileSync(join(folder, 'templates/greeting.hbs'), '{{#each names}}\n{{this}}: {{../text}}\n{{/each}}\n');
writeFileSync(join(folder, 'templates/greeting.test.ts'), 'no asset');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('the package is found from its own modules', async () => {
  const assets = await openAssets();
  expect(assets.text('package.json')).toContain('"name": "eda"');
  expect(assets.list('src/runtime/typescript')).toContain('contract.ts');
  expect(assets.list('src/runtime/typescript').filter((name) => name.includes('.test.'))).toEqual([]);
});

test('templates are filled in as they are: nothing is escaped, nothing may be missing', async () => {
  const assets = await openAssets(folder);
  expect(assets.render('templates/greeting.hbs', { names: ['<a>', "'"], text: '&' })).toBe("<a>: &\n': &\n");
  expect(() => assets.render('templates/greeting.hbs', { names: ['a'] })).toThrow(/text/);
  expect(assets.list('templates')).toEqual(['greeting.hbs']);
});

test('the version follows content, not place or time', async () => {
  const here = (await openAssets(folder)).version;
  expect((await openAssets(folder)).version).toBe(here);
  writeFileSync(join(folder, 'templates/greeting.hbs'), 'changed');
  expect((await openAssets(folder)).version).not.toBe(here);
});
