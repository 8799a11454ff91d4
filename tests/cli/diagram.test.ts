import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { XMLValidator } from 'fast-xml-parser';
import { afterAll, describe, expect, it } from 'vitest';
import { parseMermaid } from '../../src/draw/parse-mermaid.fixture.ts';
import { makeProject, runEda, soundDesign } from './run-eda.ts';

const system = (name: string): string => fileURLToPath(new URL(`../systems/${name}`, import.meta.url));

describe('eda diagram', () => {
  const project = makeProject({ 'eda.yaml': soundDesign, 'folder/empty.txt': '' });
  afterAll(project.remove);

  it('draws the context where nothing else is asked for', async () => {
    const { code, out, err } = await runEda(project.folder, ['diagram']);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toContain('service_shop_service -->|"sales.order.placed"| service_mail_service');
    expect(await parseMermaid(out)).toBe('flowchart-v2');
  });

  it('says of a folder that takes no files that it is one', async () => {
    const folder = process.platform === 'linux' ? '/proc' : undefined;
    if (folder === undefined) return;
    const { code, err } = await runEda(project.folder, ['diagram', 'map', '-o', `${folder}/x.svg`]);
    expect({ code, err }).toEqual({
      code: 2,
      err: `eda: cannot write ${folder}/x.svg: no file can be made in this folder\n`,
    });
  });

  it.each([
    [['diagram', 'flow'], 'flowchart-v2'],
    [['diagram', 'flow', '--dead-letters', '--domain', 'ordering'], 'flowchart-v2'],
    [['diagram', 'context', '--domain', 'ordering'], 'flowchart-v2'],
    [['diagram', 'sequence', 'ordering.order.placed'], 'sequence'],
    [['diagram', 'saga', 'order-fulfilment'], 'stateDiagram'],
    [['diagram', 'data', 'ordering.order.placed'], 'classDiagram'],
    [['diagram', 'data', 'orders-by-customer'], 'er'],
  ])('%j prints Mermaid alone', async (args, type) => {
    const { code, out } = await runEda(system('orders'), args);
    expect(code).toBe(0);
    expect(await parseMermaid(out)).toBe(type);
  });

  it('says on stderr what is not in the picture', async () => {
    const { out, err } = await runEda(system('orders'), ['diagram', 'flow']);
    expect(err).toBe('1 event that nobody publishes or takes: not drawn\n');
    expect(out).not.toContain('line-changed');
  });

  it('shows the domains of a system that is too big, and how to see one', async () => {
    const { code, out, err } = await runEda(system('large'), ['diagram', 'flow']);
    expect(code).toBe(0);
    expect(out).toContain('domain_crm[["crm<br/>5 services"]]');
    expect(err).toContain('eda diagram flow --domain analytics');
  });

  it('prints one JSON value', async () => {
    const { out } = await runEda(project.folder, ['diagram', 'context', '--format', 'json']);
    expect(JSON.parse(out)).toEqual([
      { title: 'Context of shop', text: expect.stringContaining('flowchart LR'), remarks: [] },
    ]);
  });

  it('writes to a file', async () => {
    const { code, out } = await runEda(project.folder, ['diagram', 'flow', '-o', 'flow.mmd']);
    expect({ code, out }).toEqual({ code: 0, out: '' });
    expect(readFileSync(join(project.folder, 'flow.mmd'), 'utf8')).toContain('flowchart LR');
  });

  it.each([
    [
      ['diagram', 'flwo'],
      'eda: there is no diagram flwo; did you mean flow?; context, flow, sequence, saga, data',
    ],
    [
      ['diagram', 'sales.order.placed'],
      'eda: sales.order.placed is an event: eda diagram sequence sales.order.placed',
    ],
    [['diagram', 'sequence'], 'eda: which event? eda diagram sequence <event>'],
    [
      ['diagram', 'sequence', 'sales.order.place'],
      'eda: the design has no event sales.order.place; did you mean sales.order.placed?',
    ],
    [['diagram', 'saga', 'x'], 'eda: the design has no saga'],
    [
      ['diagram', 'flow', 'sales'],
      'eda: flow draws the whole system; for one domain: eda diagram flow --domain sales',
    ],
    [['diagram', 'flow', '--domain', 'sale'], 'eda: the design has no domain sale; did you mean sales?'],
    [
      ['diagram', 'data', 'sales.order.placed', '--domain', 'sales'],
      'eda: --domain is for context and flow; data has none',
    ],
    [['diagram', 'saga', '--dead-letters'], 'eda: --dead-letters is for flow; saga has none'],
    [['diagram', '-o', 'folder'], 'eda: folder: a file is expected where a folder stands'],
  ])('%j is refused with the way out', async (args, message) => {
    const { code, out, err } = await runEda(project.folder, args);
    expect(code).toBe(2);
    expect(out).toBe('');
    expect(err.split('\n')[0]?.replace(project.folder, '').replace(': /', ': ')).toBe(message);
  });

  it('refuses other formats', async () => {
    const { code, err } = await runEda(project.folder, ['diagram', '--format', 'gif']);
    expect(code).toBe(2);
    expect(err).toContain('svg, png, mermaid, d2 or json is expected');
  });

  it('draws an SVG that stands by itself, the same each time', async () => {
    const { code, out, err } = await runEda(system('orders'), ['diagram', 'flow', '--format', 'svg']);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(XMLValidator.validate(out)).toBe(true);
    expect(out).toContain('>inventory.stock.reserved<');
    expect(out).not.toMatch(/href|<script|<image|url\(/);
    expect((await runEda(system('orders'), ['diagram', 'flow', '--format', 'svg'])).out).toBe(out);
  });

  it('takes the format from the name of the file', async () => {
    for (const [file, begins] of [
      ['flow.svg', '<svg'],
      ['flow.png', '\x89PNG'],
      ['flow.d2', '# Event flow'],
      ['flow.json', '{\n  "view": "flow"'],
      ['flow.mmd', 'flowchart'],
    ] as const) {
      const { code } = await runEda(project.folder, ['diagram', 'flow', '-o', file]);
      expect(code, file).toBe(0);
      const start = readFileSync(join(project.folder, file)).toString('latin1').slice(0, begins.length);
      expect(start).toBe(begins);
    }
  });

  it('draws one domain with what it is joined to, and counts the rest', async () => {
    const { out, err } = await runEda(system('orders'), [
      ...['diagram', 'flow', '--domain', 'shipping', '--format', 'svg'],
    ]);
    expect(out).toContain('>shipping-service<');
    expect(out).not.toContain('>loyalty-service<');
    expect(err).toMatch(/^\d+ of \d+ things are outside of what was asked for\n$/);
  });

  it.each([
    [
      ['flwo', '--format', 'svg'],
      'eda: there is no picture flwo; did you mean flow?; map, flow, sagas, timeline, data, infra',
    ],
    [['flow', 'x', '-o', 'x.svg'], 'eda: flow is drawn of the whole system; of one domain: --domain x'],
    [['sequence', 'x', '-o', 'x.svg'], 'eda: sequence is drawn as Mermaid text alone'],
    [['saga', '-o', 'x.svg'], 'eda: saga is drawn as Mermaid text alone: leave --format svg out'],
    [['flow', '-o', 'nowhere/x.svg'], 'eda: there is no folder nowhere'],
    [['flow', '--env', 'moon', '-o', 'x.svg'], 'eda: there is no environment moon'],
    [['flow', '--env', 'local'], 'eda: --env is for the picture infra'],
    [['flow', '--domain', 'sale', '-o', 'x.svg'], 'eda: the design has no domain sale; did you mean sales?'],
  ])('%j as a picture is refused with the way out', async (args, message) => {
    const { code, out, err } = await runEda(project.folder, ['diagram', ...args]);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err.split('\n')[0]?.slice(0, message.length)).toBe(message);
  });

  it('says where it has no design, or none that can be read', async () => {
    const broken = makeProject({ 'eda.yaml': 'eda: [1' });
    expect((await runEda(broken.folder, ['diagram'])).code).toBe(3);
    broken.remove();
    expect((await runEda(join(project.folder, 'nowhere'), ['diagram'])).code).toBe(3);
  });
});
