import { posix } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Design } from '../../draw/drawing.ts';
import { parseMermaid } from '../../draw/parse-mermaid.fixture.ts';
import { readDesign, readSystem, systems } from '../../draw/sample-design.fixture.ts';
import type { Architecture } from '../../model/architecture.ts';
import { indexArchitecture } from '../../model/query.ts';
import { createInputHasher } from '../../write/content-hash.ts';
import { openAssets } from '../assets.ts';
import { asyncapiGenerator } from '../asyncapi/asyncapi-generator.ts';
import { diagramsGenerator } from '../diagrams/diagrams-generator.ts';
import type { PlannedFile } from '../generator.ts';
import { docsGenerator } from './docs-generator.ts';

const assets = openAssets();

function planDocs({ architecture, index }: Design): readonly PlannedFile[] {
  return docsGenerator.plan({ architecture, index, options: {}, record: {}, assets }).files;
}

function pagesOf(design: Design): ReadonlyMap<string, string> {
  return new Map(
    planDocs(design)
      .filter(({ path }) => path.endsWith('.md'))
      .map(({ path, content }) => [path, content()]),
  );
}

/** Paths of the documents and pictures that pages point to. */
function documentsOf(design: Design): ReadonlySet<string> {
  const input = { ...design, options: {}, record: {}, assets };
  const files = [asyncapiGenerator, diagramsGenerator, docsGenerator].flatMap(
    (generator) => generator.plan(input).files,
  );
  return new Set(files.flatMap(({ path }) => (path.endsWith('.md') ? [] : [path])));
}

/** Text without what is code, where links and markup mean nothing. */
function prose(page: string): string {
  return page
    .replaceAll('\\`', '')
    .replace(/^(`{3,})[^\n]*\n[\s\S]*?\n\1$/gm, '')
    .replace(/(`+)(?:(?!\1)[\s\S])*?\1/g, '');
}

/** What forges make of a heading, by their own words: lower case, no punctuation, hyphens for spaces. */
function anchorsOf(page: string): string[] {
  return [...prose(page).matchAll(/^#+ (.*)$/gm)].map((match) =>
    (match[1] ?? '')
      .replace(/\\/g, '')
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

describe.each(systems)('docs of %s', (name) => {
  const design = readSystem(name);
  const pages = pagesOf(design);

  it('have a page for the system and for each event, service and saga', () => {
    const { events, services, sagas } = design.architecture;
    const parts = [events, services, sagas].map((part) => Object.keys(part).length);
    expect(pages.size).toBe(1 + parts.reduce((sum, count) => sum + count, 0));
    expect(pages.has('docs/architecture.md')).toBe(true);
  });

  it('link to pages and headings that exist', () => {
    const broken: string[] = [];
    const documents = documentsOf(design);
    let links = 0;
    for (const [path, page] of pages) {
      for (const [, angled, plain] of prose(page).matchAll(/\]\((?:<([^>]*)>|([^)\s]*))\)/g)) {
        const [to = '', anchor] = (angled ?? plain ?? '').split('#');
        const target = to === '' ? path : posix.join(posix.dirname(path), to);
        const found = documents.has(target) ? '' : pages.get(target);
        links++;
        if (found === undefined || (anchor !== undefined && !anchorsOf(found).includes(anchor))) {
          broken.push(`${path}: ${to}#${anchor ?? ''}`);
        }
      }
    }
    expect(broken).toEqual([]);
    expect(links).toBeGreaterThan(pages.size);
  });

  it('are clean Markdown: one title, tables with as many cells as columns, one line feed at the end', () => {
    for (const [path, page] of pages) {
      expect(page.match(/^# /gm), path).toHaveLength(1);
      expect(page, path).toMatch(/[^\n]\n$/);
      expect(page, path).not.toMatch(/\n\n\n/);
      expect(page, path).not.toMatch(/undefined|\[object|NaN/);
      for (const table of page.matchAll(/(?:^\|.*\n)+/gm)) {
        const widths = table[0]
          .trimEnd()
          .split('\n')
          .map((line) => line.replace(/\\\|/g, '').split('|').length);
        expect(new Set(widths).size, `${path}\n${table[0]}`).toBe(1);
        expect(page[(table.index ?? 0) - 2], `a table starts a block\n${table[0]}`).toBe('\n');
      }
    }
  });

  it('hold diagrams that Mermaid takes, each with its own fence', async () => {
    const blocks = [...pages.values()].flatMap((page) =>
      [...page.matchAll(/^```mermaid\n([\s\S]*?)^```$/gm)].map((match) => match[1] ?? ''),
    );
    expect(blocks.length).toBeGreaterThan(Object.keys(design.architecture.events).length);
    for (const block of blocks) await parseMermaid(block);
  }, 300_000);
});

describe('an event page', () => {
  const pages = pagesOf(readSystem('bank'));
  const page = pages.get('docs/events/payments-transfer-initiated.md') ?? '';

  it('shows data with types, constraints and personal data', () => {
    expect(page).toContain('| `debtor.name` | string | yes | **personal data**; at most 70 characters |');
    expect(page).toContain('| `paymentId` | string | yes | format uuid |');
  });

  it('shows older versions with what makes the newer of them', () => {
    expect(page).toContain('| `3.1.0` | to `3.2.0`: `debtor.account` becomes `debtor.iban` |');
    expect(page).toContain('| `3.0.0` | to `3.1.0`: by code of each service that takes it |');
  });

  it('warns of deprecation with the way out', () => {
    expect(pages.get('docs/events/payments-transfer-settled.md')).toContain(
      '> Deprecated since `1.4.0`, gone on 2027-06-30; use [payments.transfer.settled.v2](../events/payments-transfer-settled-v2.md).',
    );
  });

  it('shows the topic as it is in each environment', () => {
    expect(pages.get('docs/events/clearing-message-send.md')).toMatch(
      /\| staging \| commands [^\n]* `PACS008\.TEST\.OUT` /,
    );
  });

  it('cuts recursion, and names alternatives', () => {
    const design = readDesign(`schemas:
  Tree: { type: object, properties: { label: { type: string }, children: { type: array, items: { $ref: '#/schemas/Tree' } } } }
  Card: { title: Card, type: object, required: [number], properties: { number: { type: string } } }
  Cash: { type: object, properties: { till: { type: integer } } }
domains: { a: {} }
events:
  a.b.done: { data: { type: object, properties: { tree: { $ref: '#/schemas/Tree' }, by: { oneOf: [{ $ref: '#/schemas/Card' }, { $ref: '#/schemas/Cash' }] } } } }
`);
    const text = pagesOf(design).get('docs/events/a-b-done.md');
    expect(text).toContain('| `tree.children` | list of Tree |  | fields as of Tree above |');
    expect(text).toContain('| `by.number` | string | yes | only of Card |');
    expect(text).toContain('| `by.till` | integer |  | only of Cash |');
  });
});

describe('a service page', () => {
  it('shows settings of all environments where they differ', () => {
    const page = pagesOf(readSystem('iot')).get('docs/services/ingest.md') ?? '';
    expect(page).toContain('| Replicas | 1 (local)<br>24 (production) |');
    expect(page).toContain('Without a database there is no outbox');
    expect(page).toContain('At least once: an event that arrives twice is handled twice.');
    expect(page).toContain('nobody takes `telemetry.ingest.dead`');
  });

  it('promises nothing for services of others', () => {
    const page = pagesOf(readSystem('iot')).get('docs/services/box.md') ?? '';
    expect(page).toContain('An external service');
    expect(page).not.toContain('## What holds');
  });
});

describe('hostile texts', () => {
  const hostile = `"</td><script>alert(1)</script> | [x](javascript:alert(1)) ![i](http://e.x/i.png) \`\`\` # h\\n\\n# Title\\n\\n| a | b |\\n<!-- -->"`;
  const design = readDesign(`title: ${hostile}
description: ${hostile}
teams: { t: { contact: ${hostile} } }
domains: { a: { owner: t, description: ${hostile} } }
events:
  a.b.done:
    summary: ${hostile}
    description: ${hostile}
    tags: [${hostile}]
    data: { type: object, properties: { ${hostile}: { type: string, description: ${hostile}, pattern: ${hostile}, enum: [${hostile}] } } }
    examples: [{ ${hostile}: ${hostile} }]
services:
  s: { domain: a, description: ${hostile}, publishes: [a.b.done] }
  r: { domain: a, subscribes: { a.b.done: { description: ${hostile}, when: ${hostile} } }, serves: { get: { get: /x, description: ${hostile} } } }
environments: { local: { description: ${hostile}, brokers: { pubsub: { type: in-memory } } } }
`);
  const pages = pagesOf(design);

  it('stay text', () => {
    for (const [path, page] of pages) {
      const text = prose(page);
      expect(text, path).not.toMatch(/(?<!\\)<(?!!-- Generated|br>)/);
      expect(text, path).not.toMatch(/(?<!\\)\]\((?!\w|\.\.\/)/);
      expect(text, path).not.toMatch(/(?<!\\)\]\(<?(javascript|http)/);
      expect(page.match(/^# /gm), path).toHaveLength(1);
      expect(text, path).not.toMatch(/^\| a \| b \|/m);
    }
  });

  it('never open or close a diagram', async () => {
    for (const page of pages.values()) {
      for (const [, block = ''] of page.matchAll(/^```mermaid\n([\s\S]*?)^```$/gm)) await parseMermaid(block);
    }
    expect([...pages.values()].join('')).toContain('```mermaid');
  });
});

describe('hostile names', () => {
  const names = [
    '<b>x</b>',
    '[a](javascript:b)',
    '| c |',
    '`d` # e',
    '../../f',
    '<!-- g -->',
    'end',
    'CON',
    '$h$ _i_ *j*',
  ];
  const { architecture } = readSystem('orders');
  const known = (['events', 'services', 'domains', 'topics', 'sagas'] as const).flatMap((part) =>
    Object.keys(architecture[part]),
  );
  const renamed = new Map(known.map((name, n) => [name, `${names[n % names.length] ?? ''} ${n}`]));
  const changed = rename(architecture) as Architecture;
  const pages = pagesOf({ architecture: changed, index: indexArchitecture(changed) });

  function rename(value: unknown): unknown {
    if (typeof value === 'string') return renamed.get(value) ?? value;
    if (Array.isArray(value)) return value.map(rename);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, member]) => [renamed.get(key) ?? key, rename(member)]),
    );
  }

  it('stay within the folder of the docs', () => {
    for (const path of pages.keys())
      expect(path).toMatch(/^docs\/(architecture|(events|services|sagas)\/[a-z0-9_-]+)\.md$/);
    expect(pages.size).toBe(
      1 + [changed.events, changed.services, changed.sagas].flatMap(Object.keys).length,
    );
  });

  it('stay names, and lead to their pages', () => {
    const documents = documentsOf({ architecture: changed, index: indexArchitecture(changed) });
    for (const [path, page] of pages) {
      const text = prose(page);
      expect(text, path).not.toMatch(/(?<!\\)<(?!!-- Generated|br>|[\w./-]+#)/);
      expect(page.match(/^# /gm), path).toHaveLength(1);
      for (const [, angled, plain] of text.matchAll(/(?<!\\)\]\((?:<([^>]*)>|([^)\s]*))\)/g)) {
        const [to = ''] = (angled ?? plain ?? '').split('#');
        const target = posix.join(posix.dirname(path), to);
        expect(pages.has(target) || documents.has(target) || to === '', `${path}: ${angled ?? plain}`).toBe(
          true,
        );
      }
    }
  });
});

describe('a changed event', () => {
  const before = `domains: { a: {} }
events:
  a.b.done: { key: id, data: { type: object, required: [id], properties: { id: { type: string } } } }
  a.c.done: { key: id, data: { type: object, required: [id], properties: { id: { type: string } } } }
services:
  s: { domain: a, publishes: [a.b.done, a.c.done] }
  r: { domain: a, subscribes: { a.b.done: {}, a.c.done: {} } }
`;
  const keysOf = (yaml: string): ReadonlyMap<string, string> => {
    const hash = createInputHasher();
    return new Map(planDocs(readDesign(yaml)).map(({ path, inputs }) => [path, hash(inputs)]));
  };
  const changed = (from: string, to: string): string[] => {
    const old = keysOf(before);
    return [...keysOf(before.replace(from, to))]
      .filter(([path, key]) => old.get(path) !== key)
      .map(([path]) => path);
  };

  it('makes its own page anew, and no other, where only its data change', () => {
    expect(
      changed('properties: { id: { type: string } }', 'properties: { id: { type: string }, x: {} }'),
    ).toEqual(['docs/events/a-b-done.md']);
  });

  it('makes the pages anew that show its summary', () => {
    expect(changed('a.b.done: { key', 'a.b.done: { summary: Done, key')).toEqual([
      'docs/architecture.md',
      'docs/events/a-b-done.md',
      'docs/services/s.md',
      'docs/services/r.md',
    ]);
  });

  it('has inputs that are complete: equal inputs, equal content', () => {
    const old = new Map(planDocs(readDesign(before)).map((file) => [file.path, file.content()]));
    for (const [from, to] of [
      ['key: id', 'internal: true, key: id'],
      ['key: id, data', 'data'],
      [
        'domains: { a: {} }',
        'domains: { a: {} }\ntopics: { a.b.done: { ordered: true }, a.c.done: { ordered: true } }',
      ],
      ['publishes: [a.b.done, a.c.done]', 'publishes: [a.b.done]'],
      ['  s: { domain: a, publishes', '  s: { domain: a, description: Other, publishes'],
      ['{ a.b.done: {}', '{ a.b.done: { timeout: 9s }'],
      ['domains: { a: {} }', 'domains: { a: { owner: t, description: x } }\nteams: { t: { contact: c } }'],
      ['domains: { a: {} }', 'domains: { a: {} }\ndefaults: { ordered: true, retry: { attempts: 2 } }'],
      [
        'domains: { a: {} }',
        'domains: { a: {} }\nenvironments: { x: { brokers: { y: { type: redis, servers: ["r:1"] } } } }',
      ],
      [
        'domains: { a: {} }',
        'domains: { a: {} }\nprojections: { p: { service: r, from: [a.b.done], key: id, columns: { n: integer } } }',
      ],
    ] as const) {
      const stale = new Set(changed(from, to));
      for (const file of planDocs(readDesign(before.replace(from, to)))) {
        if (!stale.has(file.path))
          expect(file.content(), `${file.path} after ${to}`).toBe(old.get(file.path));
      }
    }
  });
});
