import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { project, runEda, soundDesign } from './run-eda.ts';

const document = `asyncapi: 3.0.0
info: { title: Orders, version: 1.0.0 }
channels:
  orders: { address: orders, messages: { placed: { summary: Placed, payload: { type: object } } } }
operations:
  sendPlaced: { action: send, channel: { $ref: '#/channels/orders' } }
`;
const strict = 'lint: { extends: strict }\n';
const quiet = 'lint: { extends: minimal }\n';
const ownerless = 'orders.yaml:2:1: error: domain orders has no owner [missing-owner]';

describe('a configuration that is not read is told', () => {
  it.each(['eda.config.yaml', 'eda.config.yml', 'eda.config.json'])('%s beside a design', async (name) => {
    const folder = project({ 'eda.yaml': soundDesign, [name]: strict });
    for (const command of ['validate', 'generate']) {
      const { code, out } = await runEda(folder, [command, '--format', 'compact']);
      expect(out).toContain(
        `${name}:1:1: warning: ${name} is not read: eda.yaml beside it says itself how it is checked and documented [config-unread]`,
      );
      expect(code).toBe(0);
    }
    expect((await runEda(folder, ['validate', '--fail-on', 'warning'])).code).toBe(1);
    expect((await runEda(folder, ['explain', 'config-unread'])).out).toMatch(/It has this\s+one name/);
  });

  it.each(['eda.config.yml', 'eda.config.json'])('%s beside documents', async (name) => {
    const folder = project({ 'orders.yaml': document, [name]: strict });
    const named = await runEda(folder, ['validate', 'orders.yaml', '--format', 'compact']);
    expect(named.out).toContain(`${name} is not read: the name that is read is eda.config.yaml`);
    const found = await runEda(folder, ['validate']);
    expect(found).toMatchObject({ code: 2 });
    expect(found.err).toContain(`but ${name}, which is not read: the name is eda.config.yaml`);
  });

  it.each([
    ['lint: { extends: strict }', '`lint` has no place beside `design`: it is said where the design is kept'],
    ['version: 1.0.0', '`version` has no place beside `design`: it is said where the design is kept'],
    ['servcies: [a]', '`servcies` has no place beside `design`; did you mean services?'],
  ])('%s beside the pin of a design', async (line, message) => {
    const folder = project({
      'kept/eda.yaml': soundDesign,
      'eda.config.yaml': `design: kept\n${line}\n`,
    });
    const run = await runEda(folder, ['validate']);
    expect(run).toMatchObject({ code: 3 });
    expect(run.err).toContain(`eda.config.yaml: ${message}`);
  });
});

describe('the configuration of documents holds', () => {
  const files = { 'eda.config.yaml': strict, 'api/v1/orders.yaml': document };

  it.each([
    ['', ['validate']],
    ['', ['validate', 'api']],
    ['api', ['validate']],
    ['api', ['validate', 'v1/orders.yaml']],
    ['api/v1', ['validate', 'orders.yaml']],
    ['elsewhere', ['validate', '../api/v1/orders.yaml']],
  ])('in %s/ for eda %s', async (below, args) => {
    const folder = project(files);
    mkdirSync(join(folder, 'elsewhere'));
    const { code, out } = await runEda(join(folder, below), [...args, '--format', 'compact']);
    expect(code).toBe(1);
    expect(out).toContain(ownerless);
  });

  it('and the nearest one wins', async () => {
    const folder = project({ ...files, 'api/eda.config.yaml': quiet });
    const { code, out } = await runEda(join(folder, 'api/v1'), [
      'validate',
      'orders.yaml',
      '--format',
      'compact',
    ]);
    expect(code).toBe(0);
    expect(out).not.toContain('missing-owner');
  });

  it('not where it pins a design that is kept elsewhere', async () => {
    const folder = project({
      'kept/eda.yaml': soundDesign,
      'eda.config.yaml': 'design: kept\n',
      'api/orders.yaml': document,
    });
    const { code, out } = await runEda(folder, ['validate', 'api/orders.yaml', '--format', 'compact']);
    expect(code).toBe(0);
    expect(out).not.toContain('eda.config.yaml');
  });

  it('and a baseline beside it', async () => {
    const folder = project(files);
    const inside = join(folder, 'api/v1');
    expect((await runEda(inside, ['validate', 'orders.yaml'])).code).toBe(1);
    await runEda(folder, ['validate', '--update-baseline']);
    expect((await runEda(inside, ['validate', 'orders.yaml'])).code).toBe(0);
  });
});
