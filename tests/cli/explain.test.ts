import { describe, expect, it } from 'vitest';
import { faultCodes } from '../../src/cli/describe-code.ts';
import { rules } from '../../src/rules/index.ts';
import { project, runEda, soundDesign } from './run-eda.ts';

const design = `${soundDesign.replace(
  'subscribes: { sales.order.placed: {} }',
  'subscribes: { sales.order.placed: { timeout: 5s } }, in: { production: { replicas: 3 } }',
)}topics:
  sales.order.placed: { partitions: 12 }
defaults: { retry: { attempts: 9 } }
environments:
  local: { brokers: { pubsub: { type: in-memory } } }
  staging: { brokers: { pubsub: { type: in-memory } } }
  production: { brokers: { pubsub: { type: in-memory } }, defaults: { retention: 30d } }
`;

describe('eda explain', () => {
  it('explains every rule and every fault', async () => {
    for (const id of [...rules.map((rule) => rule.id), ...faultCodes()]) {
      const { code, out, err } = await runEda('/', ['explain', id], {}, { columns: 80 });
      expect({ id, code, err }).toEqual({ id, code: 0, err: '' });
      expect(out).toContain(`# ${id}\n`);
    }
    const json = await runEda('/', ['explain', 'rule', 'event-past-tense', '--format', 'json']);
    expect(JSON.parse(json.out)).toMatchObject({ name: 'event-past-tense', markdown: expect.any(String) });
  });

  it('breaks paragraphs before the edge, and no code', async () => {
    const { out } = await runEda('/', ['explain', 'event-past-tense'], {}, { columns: 80 });
    const prose = out.replace(/```[\s\S]*?```/g, '').split('\n');
    expect(prose.filter((line) => line.length > 80 && !line.startsWith('|'))).toEqual([]);
    expect(out).toContain('  orders.order.placed: { data: { $ref: "#/schemas/Thing" } }');
  });

  it('shows who publishes and takes an event, with the line that decided each setting', async () => {
    const folder = project({ 'eda.yaml': design });
    const { code, out } = await runEda(folder, ['explain', 'event', 'sales.order.placed']);
    expect(code).toBe(0);
    expect(out).toMatch(/^sales\.order\.placed 1\.0\.0 {2}notification {2}eda\.yaml:6$/m);
    expect(out).toMatch(/^ {2}published by {3}shop-service {2}eda\.yaml:11$/m);
    expect(out).toMatch(/^ {2}taken by {7}mail-service {2}eda\.yaml:12$/m);
    expect(out).toMatch(/^topic sales\.order\.placed in local, staging$/m);
    expect(out).toMatch(/^topic sales\.order\.placed in production$/m);
    expect(out).toMatch(/^ {2}partitions +12 +eda\.yaml:14$/m);
    expect(out).toMatch(/^ {2}retention +30d +eda\.yaml:19$/m);
    expect(out).toMatch(/^mail-service in local, staging, production$/m);
    expect(out).toMatch(/^ {2}retry\.attempts +9 +eda\.yaml:15$/m);
    expect(out).toMatch(/^ {2}timeout +5s +eda\.yaml:12$/m);
    expect(out).toMatch(/^ {2}concurrency +10 +built-in$/m);
    expect((await runEda(folder, ['explain', 'sales.order.placed'])).out).toBe(out);
  });

  it('is what eda validate --explain calls', async () => {
    const folder = project({ 'eda.yaml': design });
    const said = (await runEda(folder, ['explain', 'sales.order.placed'])).out;
    expect(await runEda(folder, ['validate', '--explain', 'sales.order.placed'])).toMatchObject({
      code: 0,
      out: said,
    });
    const json = await runEda('/', ['validate', folder, '--explain', 'mail-service', '--format', 'json']);
    expect(JSON.parse(json.out)).toMatchObject({ service: { name: 'mail-service' } });
    expect(await runEda(folder, ['validate', '--explain', 'sales.order.place'])).toMatchObject({
      code: 2,
      err: expect.stringMatching(/did you mean sales\.order\.placed\?/),
    });
  });

  it('says the same as JSON', async () => {
    const folder = project({ 'eda.yaml': design });
    const { out } = await runEda(folder, ['explain', 'sales.order.placed', '--format', 'json']);
    expect(JSON.parse(out)).toMatchObject({
      event: { name: 'sales.order.placed' },
      at: 'eda.yaml:6',
      publishedBy: [{ service: 'shop-service', at: ['eda.yaml:11'] }],
      takenBy: [
        {
          service: 'mail-service',
          settings: {
            local: {
              'retry.attempts': { value: 9, decidedBy: 'eda.yaml:15' },
              timeout: { value: 5000, decidedBy: 'eda.yaml:12' },
            },
          },
        },
      ],
      topic: {
        settings: {
          staging: { retention: { value: 604_800_000, decidedBy: 'built-in' } },
          production: { retention: { value: 2_592_000_000, decidedBy: 'eda.yaml:19' } },
        },
      },
    });
  });

  it('explains a service, in one environment where asked', async () => {
    const folder = project({ 'eda.yaml': design });
    const { out } = await runEda(folder, ['explain', 'service', 'mail-service']);
    expect(out).toMatch(/^mail-service {2}domain sales, owner sales-team {2}eda\.yaml:12$/m);
    expect(out).toMatch(/^settings in local, staging$/m);
    const one = await runEda(folder, ['explain', 'mail-service', '--env', 'production']);
    expect(one.out).not.toContain('local');
    expect(one.out).toMatch(/^ {2}replicas +3 +eda\.yaml:12$/m);
    const json = await runEda(folder, ['explain', 'mail-service', '--format', 'json', '--env', 'production']);
    expect(JSON.parse(json.out)).toMatchObject({
      service: { name: 'mail-service' },
      settings: { production: { replicas: { value: 3, decidedBy: 'eda.yaml:12' } } },
    });
  });

  it.each<[string[], RegExp]>([
    [['event', 'sales.order.place'], /no event sales\.order\.place; did you mean sales\.order\.placed\?/],
    [['service', 'sales.order.placed'], /no service sales\.order\.placed/],
    [
      ['mail-servce'],
      /there is no rule, fault, event, service or saga mail-servce; did you mean mail-service\?/,
    ],
    [['event'], /which event\? eda explain event <name>/],
    [['service', 'mail-service', '--env', 'prod'], /no environment prod.*local, staging, production/],
    [['event', 'a\u001b[31mb'], /no event a␛\[31mb/],
  ])('%j', async (args, message) => {
    const { code, out, err } = await runEda(project({ 'eda.yaml': design }), ['explain', ...args]);
    expect(err).toMatch(message);
    expect({ code, out }).toEqual({ code: 2, out: '' });
  });
});

describe('eda explain, of a rule in the config', () => {
  const files = {
    'eda.yaml': `${soundDesign}lint:
  custom:
    - rule: public-events-are-tagged
      on: event
      where: { domain: [sales, billing] }
      unless: { internal: true }
      require: { path: tags, contains: public }
      message: events that others may take are tagged public
`,
  };

  it.each([[['public-events-are-tagged']], [['rule', 'public-events-are-tagged']]])('%s', async (words) => {
    const { code, out } = await runEda(project(files), ['explain', ...words]);
    expect(code).toBe(0);
    expect(out.replace(/\s+/g, ' ')).toContain('events that others may take are tagged public');
    expect(out.replace(/\s+/g, ' ')).toMatch(
      /looks at each event where .?domain.? is .?sales.? or .?billing/,
    );
  });

  it('says that there is none of another name', async () => {
    const { code, err } = await runEda(project(files), ['explain', 'rule', 'public-events']);
    expect(code).toBe(2);
    expect(err).toContain('there is no rule public-events');
  });
});

describe('eda rules', () => {
  it('lists them all, and breaks no name', async () => {
    for (const columns of [80, 120]) {
      const { code, out } = await runEda('/', ['rules'], { NO_COLOR: '1' }, { columns });
      expect(code).toBe(0);
      for (const { id } of rules) expect(out).toMatch(new RegExp(`^  ${id} `, 'm'));
      expect(out.split('\n').filter((line) => line.length > columns)).toEqual([]);
      expect(out.trimEnd().split('\n').at(-1)).toBe(`${rules.length} rules   eda explain <rule>`);
    }
    const list = JSON.parse((await runEda('/', ['rules', '--format', 'json'])).out);
    expect(list).toHaveLength(rules.length);
    expect(list[0]).toEqual({
      id: expect.any(String),
      title: expect.any(String),
      topic: expect.any(String),
      severity: expect.objectContaining({ recommended: expect.any(String) }),
      fixable: expect.any(Boolean),
      options: expect.any(Array),
    });
  });
});
