import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { change, project, runEda, soundDesign } from './run-eda.ts';

const design = soundDesign
  .replace(
    'key: orderId',
    `version: 1.1.0
    key: orderId`,
  )
  .replace(
    'required: [orderId], properties: {',
    'required: [orderId, total], properties: { total: { type: integer },',
  )
  .replace('system: shop', 'system: shop\nversion: 1.0.0');

/** A design in two folders, with schema files in both. */
const parted = {
  'eda.yaml': `eda: 1
system: shop
version: 2.1.0
include: ['parts/**/*.yaml']
schemas: { Money: { type: object, properties: { amount: { $ref: './schemas/amount.json' } } } }
domains: { sales: { owner: sales-team } }
services: { shop-service: { domain: sales, publishes: [sales.order.placed, sales.order.closed] } }
`,
  'parts/sales/events.yaml': `eda: 1
events:
  sales.order.placed:
    key: orderId
    data: { $ref: './order placed.json' }
    examples: [{ orderId: a, $ref: ./not-a-path.json }]
  sales.order.closed:
    key: orderId
    data:
      type: object
      required: [orderId]
      properties:
        orderId: { type: string }
        default: { $ref: '../../schemas/amount.json' }
        sum: { $ref: '#/schemas/Money', default: { $ref: ./neither.json } }
`,
  'parts/sales/order placed.json':
    '{ "type": "object", "required": ["orderId"], "properties": { "orderId": { "type": "string" }, "total": { "$ref": "../../schemas/amount.json#/$defs/Big" } } }\n',
  'schemas/amount.json':
    '{ "type": "integer", "$defs": { "Big": { "type": "integer", "minimum": 1000 } } }\n',
};

describe('eda release', () => {
  it('records the design, once, as one file with what it refers to', async () => {
    const folder = project(parted);
    const { code, out, err } = await runEda(folder, ['release']);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toBe(
      'releases/2.1.0: 1 service, 2 events, 3 files · the first release · commit it with the design\n',
    );
    const files = readdirSync(join(folder, 'releases'), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1));
    expect(files.sort()).toEqual([
      'releases/2.1.0/eda.yaml',
      'releases/2.1.0/parts/sales/order placed.json',
      'releases/2.1.0/schemas/amount.json',
    ]);
    const text = readFileSync(join(folder, 'releases/2.1.0/eda.yaml'), 'utf8');
    expect(text).toMatch(/^# Version 2\.1\.0, recorded by eda release\./);
    expect(text).toContain('./parts/sales/order%20placed.json');
    expect(text).toContain('$ref: ./not-a-path.json');
    expect(text).toContain('$ref: ./neither.json');
    expect(text).not.toContain('include');

    // From now on it is what the design is compared with; parts of releases are no parts of the design.
    expect((await runEda(folder, ['diff'])).out).toBe('no changes · release 2.1.0 → work tree\n');
    expect((await runEda(folder, ['validate'])).code).toBe(0);
    change(folder, 'eda.yaml', (text) => text.replace("['parts/**/*.yaml']", "['**/*.yaml']"));
    expect((await runEda(folder, ['validate'])).code).toBe(0);

    const again = await runEda(folder, ['release']);
    expect({ code: again.code, out: again.out }).toEqual({ code: 2, out: '' });
    expect(again.err).toMatch(/2\.1\.0 is released already, and releases do not change/);
  });

  it('is the same however the design is split into files', async () => {
    const one = project({ 'eda.yaml': design });
    const many = project({
      'eda.yaml': `${design.replace(/services:[\s\S]*/, '')}include: ['*.eda.yaml']\n`,
      'services.eda.yaml': `eda: 1\n${/services:[\s\S]*/.exec(design)?.[0]}`,
    });
    const json = project({ 'eda.yaml': JSON.stringify((await import('yaml')).parse(design)) });
    const texts: string[] = [];
    for (const folder of [one, many, json]) {
      expect((await runEda(folder, ['release'])).code).toBe(0);
      texts.push(readFileSync(join(folder, 'releases/1.0.0/eda.yaml'), 'utf8'));
    }
    expect(texts[1]).toBe(texts[0]);
    expect(texts[2]).toBe(texts[0]);
  });

  it('writes nothing with --dry-run, and says it to programs', async () => {
    const folder = project({ 'eda.yaml': design });
    const { code, out } = await runEda(folder, ['release', '--dry-run']);
    expect(code).toBe(0);
    expect(out).toContain('nothing written');
    expect(existsSync(join(folder, 'releases'))).toBe(false);
    const json = await runEda(folder, ['release', '1.0.0', '--format', 'json']);
    expect(JSON.parse(json.out)).toEqual({
      released: true,
      version: '1.0.0',
      folder: 'releases/1.0.0',
      files: ['eda.yaml'],
    });
  });

  it('wants versions that say how much is new', async () => {
    const folder = project({ 'eda.yaml': design });
    await runEda(folder, ['release']);
    change(folder, 'eda.yaml', (text) =>
      text
        .replace('version: 1.0.0', 'version: 1.0.1')
        .replace('{ total:', '{ note: { type: string }, total:'),
    );
    const small = await runEda(folder, ['release']);
    expect(small.code).toBe(1);
    expect(small.err).toBe(
      'eda: not released: version 1.1.0 of sales.order.placed should be 1.2.0 (minor)\n' +
        'eda: not released: version 1.0.1 of shop should be 1.1.0 (minor)\n',
    );
    expect(small.out).toMatch(/compatible {2}note added, optional/);
    expect(readdirSync(join(folder, 'releases'))).toEqual(['1.0.0']);
    change(folder, 'eda.yaml', (text) =>
      text
        .replace('version: 1.0.1', 'version: 1.1.0')
        .replace('    version: 1.1.0\n', '    version: 1.2.0\n'),
    );
    const good = await runEda(folder, ['release']);
    expect(good.out).toBe(
      'releases/1.1.0: 2 services, 1 event, 1 file · 1 compatible, 2 in documentation changes since 1.0.0 · commit it with the design\n',
    );
    expect((await runEda(folder, ['diff', 'release:1.0.0', 'release'])).out).toMatch(
      /release 1\.0\.0 → release 1\.1\.0/,
    );
  });

  it('lets nothing through that breaks and that nobody accepted', async () => {
    const folder = project({ 'eda.yaml': design });
    await runEda(folder, ['release']);
    change(folder, 'eda.yaml', (text) =>
      text
        .replace('version: 1.0.0', 'version: 1.1.0')
        .replace('total: { type: integer }', 'total: { type: string }'),
    );
    const refused = await runEda(folder, ['release']);
    expect(refused.code).toBe(1);
    expect(refused.err).toBe(
      'eda: not released: 1 change would break what was released; accept with a reason, or take the safe way\n',
    );
    const print = /--accept ([0-9a-f]{12})/.exec(refused.out)?.[1] ?? '';
    expect((await runEda(folder, ['diff', '--accept', print, '--reason', 'nobody minds'])).code).toBe(0);
    const versions = await runEda(folder, ['release', '--format', 'json']);
    expect(JSON.parse(versions.out)).toMatchObject({
      released: false,
      problems: ['version 1.1.0 of sales.order.placed should be 1.2.0 (minor)'],
      diff: { counts: { breaking: 0, accepted: 1 } },
    });
    change(folder, 'eda.yaml', (text) => text.replace('    version: 1.1.0\n', '    version: 1.2.0\n'));
    expect((await runEda(folder, ['release'])).out).toMatch(/1 accepted/);
  });

  it.each<[string[], { [path: string]: string }, number, RegExp]>([
    [['1.2'], {}, 2, /1\.2 is no version; |1\.2 is no version/],
    [['../x'], {}, 2, /\.\.\/x is no version/],
    [['1.3.0'], {}, 2, /eda\.yaml says version: 1\.0\.0, not 1\.3\.0/],
    [[], { 'eda.yaml': design.replace('type: integer', 'type: intger') }, 1, /the design has 1 error/],
    [[], { 'eda.yaml': 'eda: [' }, 3, /cannot be read/],
    [[], { 'eda.yaml': design, releases: 'a file' }, 2, /cannot write|a file is expected|a folder/],
  ])('%j of %j is refused', async (args, files, code, message) => {
    const folder = project({ 'eda.yaml': design, ...files });
    const run = await runEda(folder, ['release', ...args]);
    expect(run.err).toMatch(message);
    expect({ code: run.code, out: run.out }).toEqual({ code, out: '' });
  });

  it('writes through no link', async () => {
    const folder = project({ 'eda.yaml': design });
    const elsewhere = project();
    symlinkSync(elsewhere, join(folder, 'releases'));
    const { code, err } = await runEda(folder, ['release']);
    expect(code).toBe(2);
    expect(err).toMatch(/it is a link/);
    expect(readdirSync(elsewhere)).toEqual([]);
  });
});

describe('eda validate in a project with releases', () => {
  it('finds what breaks the last one, and versions that are too small', async () => {
    const folder = project({ 'eda.yaml': design });
    await runEda(folder, ['release']);
    expect((await runEda(folder, ['validate'])).code).toBe(0);
    change(folder, 'eda.yaml', (text) => text.replace('total: { type: integer }', 'total: { type: string }'));
    const broken = await runEda(folder, ['validate', '--format', 'compact']);
    expect(broken.code).toBe(1);
    expect(broken.out).toMatch(
      /^eda\.yaml:11:\d+: error: sales\.order\.placed: total: type integer → string; hits mail-service \(sales-team\) \[breaking-change\]$/m,
    );
    // Work on the design goes on: what it generates does not depend on what was released.
    expect((await runEda(folder, ['generate', 'diagrams'])).code).toBe(0);
    change(folder, 'eda.yaml', (text) =>
      text.replace('total: { type: string }', 'total: { type: integer }, note: { type: string }'),
    );
    const small = await runEda(folder, ['validate', '--format', 'json']);
    expect(JSON.parse(small.out).diagnostics).toMatchObject([
      {
        code: 'version-bump',
        severity: 'error',
        help: 'version: 1.2.0',
        fix: { safe: false, title: 'raise it to 1.2.0' },
      },
    ]);
    expect((await runEda(folder, ['validate', '--fix-unsafe'])).code).toBe(0);
    expect(readFileSync(join(folder, 'eda.yaml'), 'utf8')).toContain('    version: 1.2.0\n');
  });

  it('goes by ignores, accepted changes and severities as with every rule', async () => {
    const folder = project({ 'eda.yaml': design });
    await runEda(folder, ['release']);
    change(folder, 'eda.yaml', (text) => text.replace('total: { type: integer }', 'total: { type: string }'));
    const ignored = design
      .replace('total: { type: integer }', 'total: { type: string }')
      .replace(/^( *data:.*)$/m, '$1 # eda-ignore breaking-change: we are alone');
    writeFileSync(join(folder, 'eda.yaml'), ignored);
    expect((await runEda(folder, ['validate'])).code).toBe(0);
    // Where nothing is compared the ignore is not in vain.
    const generated = await runEda(folder, ['generate', 'diagrams']);
    expect(generated.out + generated.err).not.toMatch(/ignore-unused/);
    rmSync(join(folder, 'releases'), { recursive: true });
    expect((await runEda(folder, ['validate'])).out).not.toMatch(/ignore-unused/);
  });

  it('says what is wrong with a release that somebody edited', async () => {
    const folder = project({ 'eda.yaml': design });
    mkdirSync(join(folder, 'releases/1.0.0'), { recursive: true });
    writeFileSync(join(folder, 'releases/1.0.0/eda.yaml'), 'eda: [');
    const { code, out } = await runEda(folder, ['validate']);
    expect(code).toBe(1);
    expect(out).toMatch(/release 1\.0\.0 cannot be read/);
    expect(out).toMatch(/restore it from version control/);
  });
});

describe('eda release of AsyncAPI documents alone', () => {
  const documentOf = (title: string, version: string, action: string): string => `asyncapi: 3.0.0
info: { title: ${title}, version: ${version} }
channels:
  orders: { address: orders, messages: { placed: { payload: { $ref: './order.json' } } } }
operations: { ${action}Order: { action: ${action}, channel: { $ref: '#/channels/orders' } } }
`;
  const documents = {
    'eda.config.yaml': 'version: 1.0.0\n',
    'docs/shop.yaml': documentOf('Shop', '3.0.0', 'send'),
    'docs/mail.yaml': documentOf('Mail', '4.0.0', 'receive'),
    'docs/order.json':
      '{ "type": "object", "required": ["id"], "properties": { "id": { "type": "string" } } }\n',
  };

  it('keeps them as they stand, and later ones are held to them', async () => {
    const folder = project(documents);
    const first = await runEda(folder, ['release']);
    expect(first).toMatchObject({ code: 0, err: '' });
    expect(first.out).toBe(
      'releases/1.0.0: 2 services, 1 event, 4 files · the first release · commit it with the design\n',
    );
    for (const path of ['docs/shop.yaml', 'docs/mail.yaml', 'docs/order.json'] as const)
      expect(readFileSync(join(folder, 'releases/1.0.0', path), 'utf8')).toBe(documents[path]);
    expect(await runEda(folder, ['diff'])).toMatchObject({
      code: 0,
      out: expect.stringContaining('no changes'),
    });
    expect((await runEda(folder, ['release'])).err).toContain('raise version in eda.config.yaml');

    change(folder, 'docs/order.json', (text) => text.replace('"required": ["id"], ', ''));
    change(folder, 'eda.config.yaml', (text) => text.replace('1.0.0', '1.1.0'));
    const broken = await runEda(folder, ['validate', '--format', 'compact']);
    expect(broken).toMatchObject({ code: 0, err: '' });
    expect(broken.out.trimEnd()).toMatch(/^docs\/order\.json:1:\d+: warning: .* \[breaking-change\]$/);
    expect(await runEda(folder, ['release'])).toMatchObject({ code: 1 });

    change(folder, 'docs/order.json', () =>
      (documents['docs/order.json'] as string).replace('} } }', '}, "note": { "type": "string" } } }'),
    );
    const second = await runEda(folder, ['release', '1.1.0']);
    expect(second).toMatchObject({ code: 0, err: '' });
    expect(second.out).toContain('1 compatible, 1 in documentation changes since 1.0.0');
    expect(readdirSync(join(folder, 'releases')).sort()).toEqual(['1.0.0', '1.1.0']);
    expect(await runEda(folder, ['diff', 'release:1.0.0', 'release:1.1.0'])).toMatchObject({ code: 0 });
  });

  it('takes the version of a document that is alone for that of all', async () => {
    const { 'docs/mail.yaml': _, ...alone } = documents;
    const folder = project({ ...alone, 'eda.config.yaml': 'lint: { extends: minimal }\n' });
    expect((await runEda(folder, ['release'])).out).toMatch(/^releases\/3\.0\.0: 1 service/);
  });

  it('wants a configuration, documents beside it, and nothing else in it', async () => {
    const { 'eda.config.yaml': _, ...without } = documents;
    expect(await runEda(project(without), ['release'])).toMatchObject({
      code: 2,
      err: expect.stringContaining('there is no eda.yaml here'),
    });
    const config = documents['eda.config.yaml'];
    expect(await runEda(project({ 'eda.config.yaml': config }), ['release'])).toMatchObject({
      code: 2,
      err: expect.stringContaining('there is no AsyncAPI document beside eda.config.yaml'),
    });
    const odd = await runEda(project({ ...documents, 'eda.config.yaml': `${config}services: {}\n` }), [
      'validate',
    ]);
    expect(odd).toMatchObject({
      code: 1,
      out: expect.stringContaining('services has no place in eda.config.yaml'),
    });
  });
});
