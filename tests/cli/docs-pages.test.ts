import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { buildSite } from '../../scripts/build-site.mjs';
import { pageCodes } from '../../src/site/guides/codes.ts';
import { change, project, runEda, soundDesign } from './run-eda.ts';

// The program reads what the build made for every page; it is loaded here, not in the time of the first test.
await buildSite();
await import('../../src/cli/build-docs.ts');
await import('../../src/cli/take-guides.ts');

const withPages = `${soundDesign}\ndocs: { pages: ['docs/**/*.md'] }\n`;
// One pixel, and no text.
const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==',
  'base64',
);

describe('eda docs with pages of a team', () => {
  it('takes those that eda.yaml names, and gives them up when they are gone', async () => {
    const folder = project({
      'eda.yaml': withPages,
      'docs/README.md': '# Guides\n\n[Retry](how-to/retry.md) ![](dot.png)\n',
      'docs/how-to/retry.md': '# How to retry\n\n`sales.order.placed`\n',
      'docs/notes.txt': 'no page\n',
    });
    writeFileSync(join(folder, 'docs/dot.png'), png);
    const first = await runEda(folder, ['docs']);
    expect(first).toMatchObject({ code: 0, err: 'open site/index.html\n' });
    const page = readFileSync(join(folder, 'site/pages/docs/how-to/retry.html'), 'utf8');
    expect(page).toContain('href="../../../events/sales.order.placed.html"');
    expect(page).toContain('href="../../../assets/site.css"');
    expect(readFileSync(join(folder, 'site/pages/docs/dot.png'))).toEqual(png);
    expect(readFileSync(join(folder, 'site/index.html'), 'utf8')).toContain(
      'href="pages/docs/how-to/retry.html"',
    );
    expect(readFileSync(join(folder, 'site/eda.lock'), 'utf8')).toContain('pages/docs/dot.png');

    expect((await runEda(folder, ['docs', '--check'])).code).toBe(0);
    const changed = Buffer.from(png);
    changed[changed.length - 1] = 0x83;
    writeFileSync(join(folder, 'docs/dot.png'), changed);
    const stale = await runEda(folder, ['docs', '--check']);
    expect(stale).toMatchObject({ code: 4, out: '  update  pages/docs/dot.png\n' });
    expect((await runEda(folder, ['docs'])).out).toContain('1 written');

    change(folder, 'eda.yaml', (text) => text.replace('docs/**/*.md', 'docs/*.md'));
    const fewer = await runEda(folder, ['docs']);
    // A file that is there and no page of the site is named, not linked.
    expect(fewer.err).toBe('open site/index.html\n');
    expect(readFileSync(join(folder, 'site/pages/docs/index.html'), 'utf8')).toContain('<p>Retry <img');
    expect(existsSync(join(folder, 'site/pages/docs/how-to'))).toBe(false);
  });

  it('takes those that the command names, from where it runs', async () => {
    const folder = project({
      'eda.yaml': withPages,
      'docs/a.md': '# A\n',
      'more/b.md': '# B\n\n[code](../src/x.ts)\n',
      'src/x.ts': '',
    });
    const { code } = await runEda(join(folder, 'more'), [
      'docs',
      '--pages',
      '*.md',
      '--source-url',
      'https://forge.example/shop/blob/main/',
      '--out',
      '../site',
    ]);
    expect(code).toBe(0);
    expect(existsSync(join(folder, 'site/pages/docs/a.html'))).toBe(false);
    const page = readFileSync(join(folder, 'site/pages/more/b.html'), 'utf8');
    expect(page).toContain('href="https://forge.example/shop/blob/main/src/x.ts"');
    expect(page).toContain('href="https://forge.example/shop/blob/main/more/b.md"');
  });

  it('makes a site of pages alone, named by the command or by eda.config.yaml', async () => {
    const files = { 'README.md': '# The shop\n\n[How](docs/how.md)\n', 'docs/how.md': '# How\n' };
    const named = project(files);
    expect((await runEda(named, ['docs', '--pages', '**/*.md'])).code).toBe(0);
    const front = readFileSync(join(named, 'site/index.html'), 'utf8');
    expect(front).toContain('<title>The shop</title>');
    expect(front).toContain('href="pages/docs/how.html"');
    expect(front).not.toContain('Changelog');
    expect(existsSync(join(named, '.eda'))).toBe(false);
    expect(existsSync(join(named, 'site/changelog.html'))).toBe(false);

    const config = "docs: { pages: ['**/*.md'], sourceUrl: 'https://forge.example/x' }\n";
    const configured = project({ ...files, 'eda.config.yaml': config });
    expect((await runEda(join(configured, 'docs'), ['docs', '--out', '../site'])).code).toBe(0);
    expect(readFileSync(join(configured, 'site/pages/docs/how.html'), 'utf8')).toContain(
      'href="https://forge.example/x/docs/how.md"',
    );
  });

  it('takes pages beside a design below, and those of documents by themselves', async () => {
    const pinned = project({
      'eda.config.yaml': "design: design\ndocs: { pages: ['docs/*.md'] }\n",
      'design/eda.yaml': soundDesign,
      'docs/a.md': '# A\n',
    });
    expect((await runEda(pinned, ['docs'])).code).toBe(0);
    expect(existsSync(join(pinned, 'site/pages/docs/a.html'))).toBe(true);
    expect(existsSync(join(pinned, 'site/events/sales.order.placed.html'))).toBe(true);

    const design = project({
      'eda.config.yaml': 'design: design\n',
      'design/eda.yaml': withPages,
      'design/docs/a.md': '# A\n',
    });
    expect((await runEda(design, ['docs'])).code).toBe(0);
    expect(existsSync(join(design, 'site/pages/docs/a.html'))).toBe(true);

    const documents = project({
      'eda.config.yaml': "docs: { pages: ['docs/*.md'] }\n",
      'shop.yaml':
        "asyncapi: 3.0.0\ninfo: { title: Shop, version: 1.0.0 }\nchannels: { orders: { messages: { placed: { payload: { type: object } } } } }\noperations: { send: { action: send, channel: { $ref: '#/channels/orders' } } }\n",
      'docs/a.md': '# A\n',
    });
    expect((await runEda(documents, ['docs'])).code).toBe(0);
    expect(existsSync(join(documents, 'site/pages/docs/a.html'))).toBe(true);
  });

  it('says what it cannot take, and leaves the site as it was', async () => {
    const refuse = async (
      files: { readonly [path: string]: string },
      args: readonly string[] = [],
      prepare: (folder: string) => void = () => undefined,
    ) => {
      const folder = project({ 'eda.yaml': withPages, 'docs/a.md': '# A\n', ...files });
      await runEda(folder, ['docs']);
      const before = readFileSync(join(folder, 'site/eda.lock'), 'utf8');
      prepare(folder);
      const { code, err } = await runEda(folder, ['docs', ...args]);
      expect(readFileSync(join(folder, 'site/eda.lock'), 'utf8')).toBe(before);
      expect(err).not.toContain('bug');
      return { code, err };
    };
    const bytes = await refuse({}, [], (folder) =>
      writeFileSync(join(folder, 'docs/b.md'), Buffer.from([0x61, 0x0a, 0xff, 0x62])),
    );
    expect(bytes.code).toBe(3);
    expect(bytes.err).toContain('docs/b.md: it is not UTF-8 text: the byte 0xFF in line 2, column 1');
    const large = await refuse({}, [], (folder) =>
      writeFileSync(join(folder, 'docs/b.md'), 'x'.repeat(50 * 2 ** 20)),
    );
    expect(large.code).toBe(3);
    expect(large.err).toContain('docs/b.md: it has 50 MB, more than 5');
    const shared = await refuse({}, [], (folder) => {
      writeFileSync(join(folder, 'docs/README.md'), '');
      writeFileSync(join(folder, 'docs/index.md'), '');
    });
    expect(shared.code).toBe(1);
    expect(shared.err).toContain('docs/index.md and docs/README.md would both be pages/docs/index.html');
    const out = await refuse({}, ['--pages', '../*.md']);
    expect(out).toMatchObject({ code: 2, err: expect.stringContaining('../*.md leads out of this folder') });
    const rooted = await refuse({}, ['--pages', '/etc/*.md']);
    expect(rooted).toMatchObject({ code: 2, err: expect.stringContaining('a glob begins in this folder') });
    const none = await refuse({}, ['--pages', 'no/*.md']);
    expect(none).toMatchObject({
      code: 2,
      err: 'eda: --pages no/*.md: there is no such Markdown file\n',
    });
    const address = await refuse({}, ['--source-url', 'javascript:alert(1)']);
    expect(address.code).toBe(2);
    const setting = await refuse({}, [], (folder) =>
      change(folder, 'eda.yaml', (text) => text.replace('docs/**/*.md', '../**/*.md')),
    );
    expect(setting.code).toBe(1);
    expect(setting.err).toContain('../**/*.md leads out of this folder');
    expect(setting.err).toMatch(/eda\.yaml\n +\d+:18 +error/);
  });

  it('warns of globs that match nothing, and of configs that say what they cannot', async () => {
    const folder = project({ 'eda.yaml': withPages });
    const { code, err } = await runEda(folder, ['docs']);
    expect(code).toBe(0);
    expect(err).toContain('docs/**/*.md matches no Markdown file');
    expect(existsSync(join(folder, 'site/guides.html'))).toBe(false);
    const odd = project({ 'eda.config.yaml': 'docs:\n  page: [a.md]\n', 'a.md': '' });
    expect(await runEda(odd, ['docs'])).toMatchObject({
      code: 2,
      err: expect.stringMatching(/^eda: eda\.config\.yaml:2:3: `page` is not a key/),
    });
    expect(
      (await runEda(project({ 'eda.yaml': `${soundDesign}\ndocs: { pages: a.md }\n` }), ['validate'])).code,
    ).toBe(1);
  });

  it('follows no link out of its folder, and writes no hostile name', async () => {
    const folder = project({
      'outside/secret.md': '# Secret\n',
      'outside/secret.svg': '<svg/>',
      'shop/eda.yaml': withPages,
      'shop/docs/a.md': '![x](../../outside/secret.svg) ![y](link.svg) [z](/../outside/secret.md)\n',
      'shop/docs/a..%2f..%2fevil <script>.md': '# Evil\n',
      'shop/docs/con.md': '# Device\n',
    });
    symlinkSync(join(folder, 'outside/secret.svg'), join(folder, 'shop/docs/link.svg'));
    mkdirSync(join(folder, 'shop/docs/sub'));
    const { code, err } = await runEda(join(folder, 'shop'), ['docs']);
    expect(code).toBe(0);
    expect(err.match(/page-(picture|link)/g)).toHaveLength(3);
    const lock = readFileSync(join(folder, 'shop/site/eda.lock'), 'utf8');
    expect(lock).not.toContain('secret');
    expect(lock).not.toMatch(/script>|%2f|docs\/con\.html/);
    expect(lock).toMatch(/pages\/docs\/a[\w-]*evil-script~[0-9a-f]{10}\.html/);
  });

  it.each(Object.keys(pageCodes))('explains %s', async (code) => {
    const { code: exit, out } = await runEda(project(), ['explain', code]);
    expect(exit).toBe(0);
    expect(out).toContain('Wrong');
  });
});
