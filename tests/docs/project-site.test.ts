import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, posix } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildSite } from '../../scripts/build-site.mjs';
import type { SearchEntry } from '../../src/site/search-entry.ts';
import { findElements } from '../../src/studio/web/find-entries.ts';
import type { SearchedKind } from '../../src/studio/web/kinds.ts';
import { runEda } from '../cli/run-eda.ts';

const root = join(import.meta.dirname, '../..');
let out: string;
let site: ReadonlyMap<string, string>;
let said: { readonly code: number; readonly err: string };

/** What `npm run docs:site` asks for, but for the folder. */
function flagsOfScript(): readonly string[] {
  const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    scripts: { [name: string]: string };
  };
  const [, flags = ''] = /bin\/eda\.js (docs .*) --out site$/.exec(scripts['docs:site'] ?? '') ?? [];
  return [...flags.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '');
}

async function build(folder: string): Promise<{ readonly code: number; readonly err: string }> {
  return await runEda(root, [...flagsOfScript(), '--out', folder]);
}

function readSite(folder: string): ReadonlyMap<string, string> {
  return new Map(
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .sort()
      .map((path) => [
        path.slice(folder.length + 1).replaceAll('\\', '/'),
        readFileSync(path, path.endsWith('.html') || path.endsWith('.js') ? 'utf8' : 'base64'),
      ]),
  );
}

beforeAll(async () => {
  await buildSite();
  out = mkdtempSync(join(tmpdir(), 'eda-project-site-'));
  said = await build(join(out, 'one'));
  site = readSite(join(out, 'one'));
}, 120_000);
afterAll(() => rmSync(out, { recursive: true, force: true }));

describe('the site of this project, made by its own tools', () => {
  it('is built without a complaint', () => {
    expect(said).toMatchObject({ code: 0, err: expect.stringMatching(/^open \S+\n$/) });
  });

  it('holds every page of docs/', () => {
    const pages = readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' })
      .map((path) => path.replaceAll('\\', '/'))
      .filter((path) => path.endsWith('.md'))
      .map((path) => `pages/docs/${path.replace(/README\.md$/, 'index.md').replace(/\.md$/, '.html')}`);
    expect(pages.length).toBeGreaterThan(100);
    expect(pages.filter((path) => !site.has(path))).toEqual([]);
    expect(site.get('index.html')).toContain('<h1 id="eda">');
    expect(site.get('index.html')).toContain('href="pages/docs/tutorial.html"');
    expect([...site.keys()].filter((path) => path.endsWith('.svg')).length).toBeGreaterThan(2);
  });

  it('leads nowhere that is not there', () => {
    const ids = new Map(
      [...site].map(([path, text]) => [
        path,
        new Set(path.endsWith('.html') ? [...text.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id) : []),
      ]),
    );
    const dead = [...site]
      .filter(([path]) => path.endsWith('.html'))
      .flatMap(([path, text]) =>
        [...text.matchAll(/ (?:href|src)="([^"]*)"/g)].flatMap(([, address = '']) => {
          if (/^(https?|mailto):/.test(address)) return [];
          const [file = '', anchor = ''] = address.split('#');
          const to = file === '' ? path : posix.join(posix.dirname(path), file);
          return site.has(to) && (anchor === '' || ids.get(to)?.has(decodeURIComponent(anchor)))
            ? []
            : [`${path}: ${address}`];
        }),
      );
    expect(dead).toEqual([]);
  });

  it('is searched by the words of its pages', () => {
    const script = site.get('assets/search.js') ?? '';
    const entries = JSON.parse(script.slice('edaSearch('.length, script.lastIndexOf(')'))) as SearchEntry[];
    const find = (words: string): readonly string[] =>
      findElements(
        entries.map(([kind, name, domain, about, path]) => ({
          id: path,
          kind: kind as SearchedKind,
          name,
          domain,
          about,
        })),
        words,
        12,
      ).map(({ id }) => id);
    expect(find('dead letter').filter((path) => path.includes('dead-letter')).length).toBeGreaterThan(2);
    expect(find('operating services')[0]).toBe('pages/docs/operations.html');
    expect(find('fifteen minutes: you describe')).toEqual(['pages/docs/tutorial.html']);
  });

  it('has no markup but that of the site', () => {
    const known =
      /^(!doctype|html|head|meta|title|link|script|body|a|header|footer|nav|main|article|section|div|span|bdi|p|h[1-6]|ul|ol|li|dl|dt|dd|table|thead|tbody|tr|th|td|pre|code|kbd|button|img|em|strong|s|br|hr|blockquote)$/i;
    const foreign = [...site]
      .filter(([path]) => path.endsWith('.html'))
      .flatMap(([path, text]) =>
        [...text.matchAll(/<\/?([a-z!][^\s/>]*)/gi)]
          .filter(([, name = '']) => !known.test(name))
          .map(([tag]) => `${path}: ${tag}`),
      );
    expect(foreign).toEqual([]);
  });

  it('is the same however often it is built', async () => {
    await build(join(out, 'two'));
    expect([...readSite(join(out, 'two'))]).toEqual([...site]);
  });
});
