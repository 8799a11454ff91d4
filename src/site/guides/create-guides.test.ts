import { describe, expect, it } from 'vitest';
import { readDesign } from '../../draw/sample-design.fixture.ts';
import { createLocators } from '../../spec/locate.ts';
import { createGuides } from './create-guides.ts';
import type { Guide, GuideSource } from './guide.ts';

const { architecture } = readDesign(`
domains: { sales: {} }
events: { sales.order.placed: { data: { type: object, properties: { a: { type: string } } } } }
services: { shop-service: { domain: sales, publishes: [sales.order.placed] } }
`);

type Texts = { readonly [path: string]: string };

interface Made {
  readonly of: (path: string) => Guide;
  readonly body: (path: string) => string;
  readonly order: readonly string[];
  readonly pictures: readonly string[];
  /** `file:line:column code message` */
  readonly findings: readonly string[];
}

function make(pages: Texts, others: Texts = {}, more: Partial<GuideSource> = {}): Made {
  const all = { ...pages, ...others };
  const { guides, pictures, diagnostics } = createGuides(
    {
      files: Object.entries(pages)
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([path, text]) => ({ path, text, file: path })),
      kindOf: (path) =>
        all[path] !== undefined
          ? 'file'
          : Object.keys(all).some((one) => one.startsWith(`${path}/`))
            ? 'folder'
            : undefined,
      readPicture: (path) => new TextEncoder().encode(all[path] ?? ''),
      ...more,
    },
    architecture,
  );
  const list = guides.groups.flatMap((group) => group.guides);
  const of = (path: string): Guide => {
    const guide = list.find((one) => one.path === path);
    if (guide === undefined) throw new Error(`no page ${path}`);
    return guide;
  };
  const locate = createLocators((file) => all[file] ?? '');
  return {
    of,
    body: (path) => of(path).body.markup,
    order: list.map(({ path }) => path),
    pictures: pictures.map(({ path }) => path),
    findings: diagnostics.map(({ code, message, at }) => {
      const { line, column } = locate(at);
      return `${at.file}:${line}:${column} ${code} ${message}`;
    }),
  };
}

const hrefs = (markup: string): readonly string[] =>
  [...markup.matchAll(/ (?:href|src)="([^"]*)"/g)].map(([, address = '']) => address);

describe('pages of a team', () => {
  it('are called by their title, and lie where their path says', () => {
    const { of } = make({
      'README.md': '# The `shop`\n\nHow it works. And more.\n',
      'docs/README.md': '---\ntitle: "Guides of ours"\n---\n\ntext\n',
      'docs/how-to.md': 'No title\n',
      'docs/Was ist das?.md': '# ?\n',
    });
    expect(of('README.md')).toMatchObject({
      address: 'pages/index.html',
      title: 'The shop',
      summary: 'How it works. And more.',
    });
    expect(of('README.md').head.markup).toContain('The <code>shop</code>');
    expect(of('docs/README.md')).toMatchObject({ address: 'pages/docs/index.html', title: 'Guides of ours' });
    expect(of('docs/README.md').body.markup).not.toContain('title:');
    expect(of('docs/how-to.md')).toMatchObject({ address: 'pages/docs/how-to.html', title: 'How to' });
    expect(of('docs/Was ist das?.md').address).toMatch(/^pages\/docs\/was-ist-das~[0-9a-f]{10}\.html$/);
  });

  it('begin a site that has no design', () => {
    const { of, body } = make(
      { 'README.md': '[a](docs/a.md)\n', 'docs/a.md': '[up](../README.md)\n' },
      {},
      { pagesAlone: true },
    );
    expect(of('README.md').address).toBe('index.html');
    expect(hrefs(body('README.md'))).toEqual(['pages/docs/a.html']);
    expect(hrefs(body('docs/a.md'))).toEqual(['../../index.html']);
  });

  it('name their headings as forges do', () => {
    const { of } = make({
      'a.md':
        '# Title\n\n## `eda dev`, and more\n## Ünïcode & such!\n## Twice\n## Twice\n## Twice-1\n### a_b *c*\n',
    });
    expect(of('a.md').headings.map(({ id }) => id)).toEqual([
      'title',
      'eda-dev-and-more',
      'ünïcode--such',
      'twice',
      'twice-1',
      'twice-1-1',
      'a_b-c',
    ]);
    expect(of('a.md').body.markup).toContain(
      '<h2 id="twice-1"><a class="anchor" href="#twice-1">Twice</a></h2>',
    );
  });

  it('lead to each other, to places on each other, and to what the design holds', () => {
    const { body, findings } = make({
      'docs/a.md':
        '[b](b.md#there) [c](sub/c.md?plain=1) [d](sub/) [top](/docs/b.md) [me](#here) [e](event:sales.order.placed)\n\n## Here\n\n`sales.order.placed` `shop-service` `other` [`shop-service`](b.md)\n',
      'docs/b.md': '# There\n',
      'docs/sub/c.md': 'c\n',
      'docs/sub/README.md': 'd\n',
    });
    expect(hrefs(body('docs/a.md'))).toEqual([
      'b.html#there',
      'sub/c.html',
      'sub/index.html',
      'b.html',
      '#here',
      '../../events/sales.order.placed.html',
      '#here',
      '../../events/sales.order.placed.html',
      '../../services/shop-service.html',
      'b.html',
    ]);
    expect(findings).toEqual([]);
  });

  it('say where a link leads nowhere, and keep its words', () => {
    const { body, findings } = make(
      {
        'docs/a.md':
          'See [one](missing.md),\n[two](b.md#ther), [three](../../etc/passwd), [four](file.ts),\n[five](event:sales.order.gone) and [six](vscode:x).\n',
        'docs/b.md': '# There\n',
      },
      { 'docs/file.ts': '' },
    );
    expect(hrefs(body('docs/a.md'))).toEqual(['b.html']);
    for (const word of ['one', 'two', 'three', 'four', 'five', 'six'])
      expect(body('docs/a.md')).toContain(word);
    expect(findings).toEqual([
      'docs/a.md:1:11 page-link missing.md: there is no such file',
      'docs/a.md:2:7 page-anchor b.md#ther: no heading of docs/b.md is called ther; did you mean there?',
      'docs/a.md:2:27 page-link ../../etc/passwd: it leads out of the folder that the pages are taken from',
      'docs/a.md:3:8 page-link event:sales.order.gone: nothing of the design is called so',
      'docs/a.md:3:42 page-link vscode:x: no page can lead to an address of vscode:',
    ]);
  });

  it('lead to the source of what the site does not hold, where it is said', () => {
    const { body } = make(
      {
        'docs/a.md': '[file](../src/my file.ts#L3) [folder](../src) [not](none.ts)\n'.replace(
          'my file',
          'my%20file',
        ),
      },
      { 'src/my file.ts': '' },
      { sourceUrl: 'https://forge.example/shop/blob/main' },
    );
    expect(hrefs(body('docs/a.md'))).toEqual([
      'https://forge.example/shop/blob/main/src/my%20file.ts#L3',
      'https://forge.example/shop/tree/main/src',
    ]);
  });

  it('bring their pictures, and say which cannot be shown', () => {
    const { body, pictures, findings } = make(
      {
        'docs/a.md':
          '![A map](map.svg) ![gone](no.png) ![out](../../x.png) ![far](https://badge.example/x.svg)\n\n![evil](evil.svg) ![text](a.txt) [![small](map.svg)](map.svg)\n',
      },
      {
        'docs/map.svg': '<svg xmlns="http://www.w3.org/2000/svg"/>',
        'docs/evil.svg': '<svg onload="alert(1)"/>',
        'docs/a.txt': '',
      },
    );
    expect(body('docs/a.md')).toContain('<img src="map.svg" alt="A map" loading="lazy">');
    expect(hrefs(body('docs/a.md'))).toEqual(['map.svg', 'map.svg', 'map.svg']);
    for (const word of ['gone', 'out', 'far', 'evil', 'text']) expect(body('docs/a.md')).toContain(word);
    expect(pictures).toEqual(['pages/docs/map.svg']);
    expect(findings).toEqual([
      'docs/a.md:1:27 page-picture no.png: there is no such file',
      'docs/a.md:1:42 page-picture ../../x.png: it leads out of the folder that the pages are taken from',
      'docs/a.md:1:62 page-picture https://badge.example/x.svg: a picture from elsewhere is not shown',
      'docs/a.md:3:9 page-picture evil.svg: a picture that holds a script is not shown',
      'docs/a.md:3:27 page-picture a.txt: this is no SVG, PNG, JPEG, WebP or GIF',
    ]);
  });

  it('run nothing and load nothing, whatever they say', () => {
    const hostile = [
      '<script>alert(1)</script>',
      '<img src=x onerror=alert(1)>',
      '<a href="javascript:alert(1)">x</a>',
      '[a](javascript:alert(1)) [b](JaVaScRiPt:alert(1)) [c](java&#10;script:alert(1)) [d](<java\tscript:alert(1)>)',
      '[e](data:text/html;base64,PHNjcmlwdD4=) [f](vbscript:x) [g](file:///etc/passwd) [h](//host.example/x)',
      '![i](javascript:alert(1)) ![j](data:image/svg+xml;base64,PHN2Zz4=) ![k](data:text/html,x)',
      '[l](https://host.example/"onmouseover="alert(1)) [m](b.md "x\\" onclick=\\"alert(1)")',
      '<!-- --><script>alert(2)</script><!-- -->',
      '`<script>alert(3)</script>`',
      '```js"><script>alert(4)</script>\n</code></pre><script>alert(5)</script>\n```',
      '| <script>a</script> |\n|---|\n| <iframe src="x"> |',
      '## <svg onload=alert(6)>',
      '[n]: javascript:alert(1)\n\n[n]',
      'before <!-- hidden --> after <br> end <b onclick=alert(7)>bold</b>',
      '\0 \u202e',
    ].join('\n\n');
    const { of, findings } = make({ 'a.md': `# ${hostile}`, 'b.md': hostile, '<img src=x>.md': hostile });
    for (const path of ['a.md', 'b.md', '<img src=x>.md']) {
      const markup = of(path).head.markup + of(path).body.markup;
      const tags = [...markup.matchAll(/<\/?([a-zA-Z!][^\s/>]*)([^>]*)>/g)];
      const known =
        /^(h1|h2|p|a|pre|code|bdi|div|span|table|thead|tbody|tr|th|td|br|em|strong|ul|li|blockquote)$/;
      expect(tags.map(([, name = '']) => name).filter((name) => !known.test(name))).toEqual([]);
      expect(
        tags.filter(([, , rest = '']) => /\son\w+=(?![^"]*"\s)/i.test(rest.replace(/"[^"]*"/g, '""'))),
      ).toEqual([]);
      expect(hrefs(markup).filter((href) => !/^(#|https:\/\/|[\w-]+\.html)/.test(href))).toEqual([]);
      expect(markup).not.toContain('hidden');
    }
    expect(findings.some((finding) => finding.includes('page-markup'))).toBe(true);
  });

  it('show lists of things to do, notes, tables and code as forges do', () => {
    const { body } = make({
      'a.md':
        '- [ ] open\n- [x] done\n\n> [!WARNING]\n> Careful.\n\n| | |\n|---|---|\n| a | b |\n\n| x | |\n|---|:-:|\n| a | ~~b~~ |\n\n```yaml title="x"\na: 1\n```\n\n    plain\n\nhttps://example.com/a_b_c\n',
    });
    const markup = body('a.md');
    expect(markup).toContain('<li class="task">☐ open</li>');
    expect(markup).toContain('☑ done');
    expect(markup).toContain(
      '<blockquote class="note is-warning">\n<p class="note-title">Warning<br>\nCareful.</p>',
    );
    expect(markup.match(/<thead>/g)).toHaveLength(1);
    expect(markup).toContain('<th scope="col">x</th>');
    expect(markup).not.toMatch(/<th[^>]*><\/th>/);
    expect(markup).toContain('aria-label="Table 2: A"');
    expect(markup).toContain('<span class="language">yaml</span>');
    expect(markup).toContain('aria-label="Code 1, yaml: A"');
    expect(markup).toContain('<s>b</s>');
    expect(hrefs(markup)).toEqual(['https://example.com/a_b_c']);
  });

  it('stand in the order in which the pages of their folders name them', () => {
    const { order } = make({
      'README.md': '[z](docs/z.md) [how](docs/how/b.md)\n',
      'CHANGES.md': '',
      'docs/README.md': '[m](m.md) [rules](rules.md) [z](z.md)\n',
      'docs/a.md': '',
      'docs/m.md': '',
      'docs/z.md': '',
      'docs/rules.md': '[two](rules/two.md) [one](rules/one.md)\n',
      'docs/rules/one.md': '',
      'docs/rules/two.md': '',
      'docs/how/a.md': '',
      'docs/how/b.md': '',
    });
    expect(order).toEqual([
      'README.md',
      'CHANGES.md',
      'docs/README.md',
      'docs/m.md',
      'docs/rules.md',
      'docs/z.md',
      'docs/a.md',
      'docs/how/b.md',
      'docs/how/a.md',
      'docs/rules/two.md',
      'docs/rules/one.md',
    ]);
  });

  it('may not have one address, on any system', () => {
    const { findings } = make({ 'docs/README.md': '', 'docs/index.md': '', 'a/B.md': '', 'a/b.md': '' });
    expect(findings).toEqual([
      'a/b.md:1:1 page-address a/b.md and a/B.md would both be pages/a/b.html',
      'docs/index.md:1:1 page-address docs/index.md and docs/README.md would both be pages/docs/index.html',
    ]);
  });

  it('are read in time that grows with their length', () => {
    const long = make({
      'a.md': `${'['.repeat(20_000)}\n\n${'*a_ '.repeat(20_000)}\n\n${'> '.repeat(5_000)}x\n\n${'| a '.repeat(3_000)}\n${'|---'.repeat(3_000)}\n\n${'`'.repeat(20_000)}x\n`,
    });
    expect(long.order).toEqual(['a.md']);
  });
});
