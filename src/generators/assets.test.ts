import { cpSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { compileTemplate, templateHelpers } from '../../scripts/build-templates.mjs';
import { openAssets } from './assets.ts';
import { templates } from './templates.generated.js';

const folder = mkdtempSync(join(tmpdir(), 'eda-assets-'));
const root = fileURLToPath(new URL('../..', import.meta.url));
for (const part of ['templates', 'package.json', 'src/runtime'])
  cpSync(join(root, part), join(folder, part), { recursive: true });
writeFileSync(join(folder, 'templates/greeting.hbs'), 'hello');
writeFileSync(join(folder, 'templates/greeting.test.ts'), 'no asset');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('the package is found from its own modules', () => {
  const assets = openAssets();
  expect(assets.text('package.json')).toContain('"name": "eda"');
  expect(assets.list('src/runtime/typescript')).toContain('contract.ts');
  expect(assets.list('src/runtime/typescript').filter((name) => name.includes('.test.'))).toEqual([]);
});

test('files of other folders are assets as well, without tests', () => {
  const assets = openAssets(folder);
  expect(assets.text('templates/greeting.hbs')).toBe('hello');
  expect(assets.list('templates')).toEqual(['greeting.hbs']);
  expect(() => assets.render('templates/greeting.hbs', {})).toThrow(
    'eda has no template templates/greeting.hbs',
  );
});

test('every template is there as a function', () => {
  const paths = readdirSync(join(root, 'templates'), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.hbs'))
    .map((path) => `templates/${path}`);
  expect(Object.keys(templates).sort()).toEqual(paths.sort());
});

/** Fills in a text as the functions of the package are filled in. */
function fill(text: string, view: object): string {
  return new Function(`${templateHelpers}\nreturn ${compileTemplate(text, 'greeting.hbs')};`)()(view);
}

test('templates are filled in as they are: nothing is escaped, nothing may be missing', () => {
  const greeting = '{{#each names}}\n{{this}}: {{../text}}\n{{/each}}\n';
  expect(fill(greeting, { names: ['<a>', "'"], text: '&' })).toBe("<a>: &\n': &\n");
  expect(() => fill(greeting, { names: ['a'] })).toThrow(/text/);
  expect(() => fill(greeting, { text: '&' })).toThrow();
  expect(
    fill('{{#each rows}}{{a}}{{#each b}}{{c}}{{../a}}{{../../d}}{{/each}};{{/each}}', {
      rows: [
        { a: 1, b: [] },
        { a: 2, b: [{ c: 3 }] },
      ],
      d: 4,
    }),
  ).toBe('1;2324;');
  expect(fill('`\\ "{{a}}"', { a: '`$' })).toBe('`\\ "`$"');
});

test('a condition holds for what is there: no empty text or list, no flag that is off', () => {
  const view = { on: true, off: false, none: [], some: [0], text: '', zero: 0, unset: undefined };
  const names = [...Object.keys(view), 'missing'];
  const text = names.map((name) => `{{#if ${name}}}${name}{{else}}-{{/if}}`).join(' ');
  expect(fill(text, view)).toBe('on - - some - - - -');
});

test('a line with nothing but a block goes with it', () => {
  expect(fill('a\n{{#if x}}\n  b\n{{/if}}\nc\n', { x: true })).toBe('a\n  b\nc\n');
});

test.each([
  '{{#unless a}}{{/unless}}',
  '{{#each a}}{{else}}{{/each}}',
  '{{#if a b}}{{/if}}',
  '{{> part}}',
  '{{a.b}}',
  '{{../a}}',
  '{{@index}}',
  '{{help a}}',
  '{{"a"}}',
])('%s is refused', (text) => {
  expect(() => compileTemplate(text, 'greeting.hbs')).toThrow(/greeting\.hbs:1: /);
});

test('the version follows content, not place or time', () => {
  const here = openAssets(folder).version;
  expect(openAssets(folder).version).toBe(here);
  writeFileSync(join(folder, 'templates/greeting.hbs'), 'changed');
  expect(openAssets(folder).version).not.toBe(here);
});
