import { createRequire } from 'node:module';
import { describe, expect, it, vi } from 'vitest';
import { project, runEda } from './run-eda.ts';

/** Names of packages that are as if nobody had installed them. */
const missing = vi.hoisted(() => new Set<string>());
// Imported by the test runner, packages that are CommonJS have another shape than imported by Node.
vi.mock('../../src/dev/load-package.ts', () => ({
  loadPackage: async (_folder: string, name: string) =>
    missing.has(name) ? undefined : createRequire(import.meta.url)(name),
}));

/** Sound to us, but for the official parser: an address has no query. */
const document = `asyncapi: 2.6.0
id: urn:shop
tags: [{ name: sales }]
defaultContentType: application/json
info: { title: Shop, version: 1.0.0, description: Orders, contact: { name: A, url: 'https://a.test', email: a@a.test } }
servers: { local: { url: 'localhost:9092', protocol: kafka } }
channels:
  orders?state=placed:
    subscribe:
      operationId: placeOrder
      message:
        messageId: placed
        payload: { type: object, required: [id], properties: { id: { type: string } } }
`;

const query =
  'Channel address should not include query ("?") or fragment ("#") delimiter [official-asyncapi2-channel-no-query-nor-fragment]';
const license = 'Info object should have "license" object [official-asyncapi-info-license]';
const latest =
  'The latest version of AsyncAPi is not used. It is recommended update to the "3.1.0" version [official-asyncapi-latest-version]';

/** Validates files of a project of their own: the findings, a line each, without the verdict. */
async function validate(files: { readonly [path: string]: string }, ...args: readonly string[]) {
  const { code, out, err } = await runEda(project(files), ['validate', '--format', 'compact', ...args]);
  return { code, err, findings: out.split('\n').filter((line) => /^[^ ]+:\d+:\d+: /.test(line)) };
}

describe('eda validate --official', { timeout: 60_000 }, () => {
  it('adds what the official parser finds, where it stands', async () => {
    const files = { 'shop.yaml': document };
    expect(await validate(files, 'shop.yaml')).toEqual({ code: 0, err: '', findings: [] });
    expect(await validate(files, 'shop.yaml', '--official')).toEqual({
      code: 1,
      err: '',
      findings: [
        `shop.yaml:1:11: info: ${latest}`,
        `shop.yaml:5:1: warning: ${license}`,
        `shop.yaml:8:3: error: ${query}`,
      ],
    });
  });

  it('judges the documents that a design names, and lets its ignores, rules and overrides speak', async () => {
    const files = {
      'eda.yaml': `eda: 1
system: shop
domains: { sales: { owner: us } }
services: { theirs: { domain: sales, external: true, contract: ./vendor/shop.yaml } }
lint:
  rules: { official-asyncapi-latest-version: off }
  overrides: [{ at: ['vendor/*'], rules: { official-asyncapi-info-license: info }, reason: theirs }]
`,
      'vendor/shop.yaml': document.replace(
        'placed:\n',
        'placed: # eda-ignore official-asyncapi2-channel-no-query-nor-fragment: theirs\n',
      ),
    };
    expect(await validate(files)).toEqual({ code: 0, err: '', findings: [] });
    expect(await validate(files, '--official')).toEqual({
      code: 0,
      err: '',
      findings: [`vendor/shop.yaml:5:1: info: ${license}`],
    });
    const audit = await validate(files, '--official', '--no-inline-ignores');
    expect(audit.findings).toContain(`vendor/shop.yaml:8:3: error: ${query}`);
  });

  it('says once what both find', async () => {
    const wrong = document
      .replace('version: 1.0.0,', 'version: 1.0.0, owner: us,')
      .replace('{ type: string }', '{ type: text }')
      .replace('[{ name: sales }]', '[{ name: sales }, { name: sales }]');
    const ours = await validate({ 'shop.yaml': wrong }, 'shop.yaml');
    expect(ours.findings.length).toBe(3);
    const both = await validate({ 'shop.yaml': wrong }, 'shop.yaml', '--official');
    expect(both.findings.filter((line) => !line.includes('[official-'))).toEqual(ours.findings);
    expect(
      both.findings.filter((line) => /asyncapi-document|tags/.test(line) && line.includes('official-')),
    ).toEqual([]);
  });

  it('reads files of the project alone, and finds faults in those', async () => {
    const files = {
      'shop.yaml': document.replace(
        /payload: .*/,
        "payload: { type: object, properties: { a: { $ref: 'https://eda.test/a.yaml#/A' }, b: { $ref: './b.yaml#/B' }, c: { $ref: '../c.yaml#/C' } } }",
      ),
      'b.yaml': 'B: { type: string, minLength: many }\n',
    };
    const ours = await validate(files, 'shop.yaml');
    const both = await validate(files, 'shop.yaml', '--official');
    expect(ours.findings.map((line) => line.replace(/^.*\[(.*)\]$/, '$1')).sort()).toEqual([
      'ref-remote',
      'ref-target',
      'schema-value',
    ]);
    expect(both.findings.filter((line) => !line.includes('[official-'))).toEqual(ours.findings);
    expect(both.findings.filter((line) => line.includes('invalid-ref'))).toEqual([]);
  });

  it('is refused without the parser, with the command that gets it', async () => {
    missing.add('@asyncapi/parser');
    try {
      const folder = project({ 'shop.yaml': document });
      expect(await runEda(folder, ['validate', 'shop.yaml', '--official'])).toEqual({
        code: 2,
        out: '',
        err: 'eda: --official needs @asyncapi/parser\n     npm install --save-dev @asyncapi/parser\n',
      });
      expect((await runEda(folder, ['validate', 'shop.yaml'])).code).toBe(0);
    } finally {
      missing.clear();
    }
  });

  it('has its codes explained', async () => {
    const { code, out } = await runEda(project(), ['explain', 'official-asyncapi-info-license']);
    expect(code).toBe(0);
    expect(out).toContain('lint: { rules: { official-asyncapi-info-license: off } }');
  });
});
