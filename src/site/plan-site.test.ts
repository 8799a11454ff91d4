import { posix } from 'node:path';
import { describe, expect, it } from 'vitest';
import { compareArchitectures } from '../diff/compare-architectures.ts';
import type { Design } from '../draw/drawing.ts';
import { layoutGraphPlainly } from '../draw/layout/layout-graph.ts';
import { readDesign, readSystem } from '../draw/sample-design.fixture.ts';
import { planSite } from './plan-site.ts';
import type { SiteFile, VersionChanges } from './site-input.ts';

async function siteOf(
  design: Design,
  history: readonly VersionChanges[] = [],
): Promise<ReadonlyMap<string, string>> {
  const files: readonly SiteFile[] = await planSite({
    ...design,
    history,
    layout: (input) => Promise.resolve(layoutGraphPlainly(input)),
    assets: { script: '0;\n', theme: '0;\n', style: 'body{}\n', icon: '<svg/>\n' },
  });
  expect(new Set(files.map(({ path }) => path)).size).toBe(files.length);
  return new Map(files.map(({ path, text }) => [path, text]));
}

/** Addresses of a page that lead to nothing: no file there, or no such place in it. */
function deadLinks(site: ReadonlyMap<string, string>): string[] {
  const anchors = new Map(
    [...site].map(([path, text]) => [
      path,
      new Set([...text.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id)),
    ]),
  );
  return [...site]
    .filter(([path]) => path.endsWith('.html'))
    .flatMap(([path, text]) =>
      [...text.matchAll(/ (?:href|src)="([^"]*)"/g)].flatMap(([, address = '']) => {
        if (/^(https?|mailto):/.test(address)) return [];
        const [file = '', anchor = ''] = address.split('#');
        const to = file === '' ? path : posix.join(posix.dirname(path), file);
        const isThere =
          site.has(to) && (anchor === '' || anchor.startsWith('select=') || anchors.get(to)?.has(anchor));
        return isThere ? [] : [`${path}: ${address}`];
      }),
    );
}

/** Pages that no link leads to, step by step from the first one. */
function lostPages(site: ReadonlyMap<string, string>): string[] {
  const found = new Set<string>();
  const visit = (path: string): void => {
    if (found.has(path) || !path.endsWith('.html')) return;
    found.add(path);
    for (const [, address = ''] of (site.get(path) ?? '').matchAll(/ href="([^"#]+)/g))
      visit(posix.join(posix.dirname(path), address));
  };
  visit('index.html');
  return [...site.keys()].filter((path) => path.endsWith('.html') && !found.has(path));
}

const text = (markup: string): string =>
  markup
    .replace(/<svg[\s\S]*?<\/svg>/g, '')
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ');

describe('a site', () => {
  it.each(['todo', 'orders'] as const)(
    'of %s has a page for each thing, and no link that leads nowhere',
    async (name) => {
      const design = readSystem(name);
      const { events, services, sagas, domains } = design.architecture;
      const site = await siteOf(design);
      for (const [folder, names] of Object.entries({ events, services, sagas, domains }))
        for (const one of Object.keys(names)) expect(site.has(`${folder}/${one}.html`)).toBe(true);
      expect(deadLinks(site)).toEqual([]);
      expect(lostPages(site)).toEqual([]);
      for (const view of ['map', 'flow', 'timeline', 'data', 'infra'])
        expect(site.get(`views/${view}.svg`)).toContain('<svg xmlns');
    },
  );

  it('is the same for the same design, to the byte', async () => {
    expect([...(await siteOf(readSystem('todo')))]).toEqual([...(await siteOf(readSystem('todo')))]);
  });

  it('shows what people wrote in Markdown, and nothing of it that could run', async () => {
    const said = (text: string): string => JSON.stringify(text);
    const site = await siteOf(
      readDesign(`
description: ${said('Sells **things**. See [the event](event:sales.order.placed).\n\n# Why\n\n- one\n- two')}
domains: { sales: { description: ${said('All `shop-service` does\n\nMore')} } }
events:
  sales.order.placed:
    version: 1.0.0
    summary: "*as written*"
    description: ${said('<script>alert(1)</script>\n\n[x](javascript:alert(1)) [y](no/page.md) ![z](https://example.com/z.png)')}
    data: { type: object, properties: { id: { type: string, description: ${said('Of `shop-service`, **unique** <img src=x onerror=alert(1)>')} } } }
services:
  shop-service: { domain: sales, publishes: [sales.order.placed], serves: { ask: { get: /ask, description: ${said('| a | b |\n| - | - |\n| 1 | 2 |')} } } }
`),
    );
    const overview = site.get('index.html') ?? '';
    expect(overview).toContain('<p dir="auto">Sells <strong>things</strong>. See <a href="events/');
    expect(overview).toContain('<h2 dir="auto">Why</h2><ul><li dir="auto">one</li>');
    expect(overview).toContain('<meta name="description" content="Sells things. See the event.">');
    expect(overview).toContain('All <a href="services/shop-service.html"><code>');
    expect(text(overview)).not.toContain('More');
    expect(text(site.get('domains/sales.html') ?? '')).toContain('More');
    const event = site.get('events/sales.order.placed.html') ?? '';
    expect(event).toContain('<p dir="auto">*as written*</p>');
    expect(event).toContain('<p dir="auto">&lt;script&gt;alert(1)&lt;/script&gt;</p>');
    expect(event).toContain('<strong>unique</strong> &lt;img src=x onerror=alert(1)&gt;');
    expect(event).toContain('[x](javascript:alert(1)) y z');
    expect(event).not.toMatch(/<img|<script>|href="javascript|onerror="/);
    expect(site.get('services/shop-service.html')).toContain('<td dir="auto">1</td>');
    expect(site.get('assets/search.js')).toContain('"All shop-service does More"');
    expect(deadLinks(site)).toEqual([]);
  });

  it('tells of an event what its contract, its deliveries and its neighbours say', async () => {
    const site = await siteOf(
      readDesign(`
domains: { sales: { owner: shop }, post: { owner: shop } }
teams: { shop: { contact: shop@example.com } }
defaults: { retry: { attempts: 3, backoff: constant, interval: 2s } }
environments:
  local: { brokers: { main: { type: in-memory } } }
  production: { brokers: { main: { type: kafka, servers: ['kafka:9092'] } } }
events:
  sales.order.placed:
    version: 1.2.0
    summary: Somebody ordered
    key: orderId
    examples: [{ orderId: 1b4e28ba-2fa1-11d2-883f-0016d3cca427, email: a@example.com }]
    data:
      type: object
      required: [orderId]
      properties:
        orderId: { type: string, format: uuid }
        email: { type: string, maxLength: 80, x-personal-data: true, description: Where to write to }
services:
  shop-service: { domain: sales, publishes: [sales.order.placed] }
  mail-service: { domain: post, subscribes: { sales.order.placed: { description: Says thank you, uses: [email] } } }
  partner: { domain: post, external: true, subscribes: { sales.order.placed: {} } }
`),
    );
    const page = text(site.get('events/sales.order.placed.html') ?? '');
    for (const said of [
      'sales.order.placed 1.2.0',
      'Somebody ordered',
      'orderId key string yes format uuid',
      'email personal data string Where to write to at most 80 characters',
      '1b4e28ba-2fa1-11d2-883f-0016d3cca427',
      'shop-service of its own accord',
      'Says thank you ; reads email',
      '3 usually after 0 ms, 2 s, 4 s',
      'each takes 30 s at most',
      'Topic sales.order.placed',
      'production',
    ])
      expect(page).toContain(said);
    expect(text(site.get('services/partner.html') ?? '')).toContain('It belongs to somebody else');
    expect(site.get('domains/sales.html')).toContain('href="mailto:shop@example.com"');
    expect(site.get('assets/search.js')).toContain('email');
  });

  it('tells what changed from version to version, on the changelog and on the page of each thing', async () => {
    const design = (version: string, field: string): Design =>
      readDesign(`
version: ${version}
domains: { sales: {} }
events: { sales.order.placed: { version: ${version}, data: { type: object, properties: { ${field} } } } }
services: { shop: { domain: sales, publishes: [sales.order.placed] } }
`);
    const [old, now] = [design('1.0.0', 'a: { type: string }'), design('1.1.0', 'b: { type: integer }')];
    const changes = compareArchitectures(old.architecture, now.architecture, {
      policy: 'tolerant',
      today: '2026-01-01',
    });
    const site = await siteOf(now, [
      { version: '1.1.0', released: true, previous: '1.0.0', changes },
      { version: '1.0.0', released: true, changes: [] },
    ]);
    const [first] = changes.filter(({ subject }) => subject.kind === 'event');
    expect(first).toBeDefined();
    expect(site.get('changelog.html')).toContain(`id="v1.1.0-${first?.fingerprint}"`);
    expect(text(site.get('changelog.html') ?? '')).toContain('The first release.');
    const page = site.get('events/sales.order.placed.html') ?? '';
    expect(page).toContain('href="../changelog.html#v1.1.0"');
    expect(text(page)).toContain(first?.what);
    expect(deadLinks(site)).toEqual([]);
  });

  it('runs nothing that a design says, whatever it says', async () => {
    const evil = `'"><img src=x onerror=alert(1)></script><script>alert(1)</script><!--'`;
    const site = await siteOf(
      readDesign(`
title: ${evil}
description: ${evil}
domains: { sales: { description: ${evil}, owner: evil } }
teams: { evil: { contact: 'javascript:alert(1)', description: ${evil} } }
environments: { local: { description: ${evil}, brokers: { main: { type: in-memory } } } }
events:
  sales.order.placed:
    summary: ${evil}
    description: ${evil}
    tags: [${evil}]
    examples: [{ ${evil}: ${evil} }]
    data:
      type: object
      properties:
        ${evil}: { type: string, description: ${evil}, pattern: ${evil}, enum: [${evil}] }
services:
  shop:
    domain: sales
    description: ${evil}
    publishes: [sales.order.placed]
    subscribes: { sales.order.placed: { description: ${evil} } }
    serves: { getOrder: { method: get, path: '/orders', description: ${evil} } }
`),
    );
    for (const [path, markup] of site) {
      if (!/\.(html|svg)$/.test(path)) continue;
      const foreign = [...markup.matchAll(/<(img|script|!--)[^>]*>/g)]
        .map(([tag]) => tag)
        .filter(
          (tag) =>
            !/^<script src="(\.\.\/)?assets\/(site|theme)\.js"( defer)?>$/.test(tag) &&
            tag !== '<script type="application/json" id="scene">' &&
            !/^<img class="plain-picture" src="[\w.-]+\.svg" alt="[^"<]*">$/.test(tag),
        );
      expect({ path, foreign }).toEqual({ path, foreign: [] });
      expect(markup).not.toMatch(/href="javascript:/);
    }
    const [, scene = ''] = /id="scene">([\s\S]*?)<\/script>/.exec(site.get('views/flow.html') ?? '') ?? [];
    expect(JSON.parse(scene).scene.title).toContain('onerror');
    expect(deadLinks(site)).toEqual([]);
  });

  it('of an empty design says so, and leads nowhere that is not there', async () => {
    const site = await siteOf(readDesign(''));
    expect(deadLinks(site)).toEqual([]);
    expect(text(site.get('index.html') ?? '')).toContain('0 domains · 0 services · 0 events');
  });

  it('grows with the design, not with its square', async () => {
    const many = (count: number): Design =>
      readDesign(`
domains: { sales: {} }
events:
${Array.from({ length: count }, (_, n) => `  sales.order.done-${n}: { data: { type: object, properties: { a: { type: string } } } }`).join('\n')}
services: { shop: { domain: sales, publishes: [${Array.from({ length: count }, (_, n) => `sales.order.done-${n}`).join(', ')}] } }
`);
    const sizeOf = async (count: number): Promise<number> =>
      [...(await siteOf(many(count)))]
        .filter(([path]) => path.startsWith('events/'))
        .reduce((sum, [, page]) => sum + page.length, 0) / count;
    expect((await sizeOf(400)) / (await sizeOf(100))).toBeLessThan(1.2);
  });
});
