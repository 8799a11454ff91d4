import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { makeProject, runEda, soundDesign } from './run-eda.ts';

describe('eda export asyncapi', () => {
  const project = makeProject({
    'eda.yaml': soundDesign,
    'wrong/eda.yaml': soundDesign.replace('system:', 'sistem:'),
    'broken/eda.yaml': 'eda: [1',
    'empty/nothing.txt': '',
  });
  afterAll(project.remove);
  const services = ['mail-service', 'shop-service'];

  it('prints a document for each service, and one for what they share', async () => {
    const { code, out, err } = await runEda(project.folder, ['export', 'asyncapi']);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    const titles = parseAllDocuments(out).map((document) => document.toJS().info['x-eda'].service);
    expect(titles.sort()).toEqual([...services, undefined]);
  });

  it('prints the document of one service', async () => {
    const { code, out } = await runEda(project.folder, ['export', 'asyncapi', '--service', 'shop-service']);
    expect(code).toBe(0);
    const { asyncapi, operations } = parse(out);
    expect(asyncapi).toBe('3.0.0');
    expect(operations['publish.sales.order.placed'].action).toBe('send');
  });

  it('writes them into a folder, as eda generate would', async () => {
    const { code, out, err } = await runEda(project.folder, ['export', 'asyncapi', '-o', 'contracts/new']);
    expect({ code, out, err }).toEqual({ code: 0, out: '', err: '3 documents in contracts/new\n' });
    const folder = join(project.folder, 'contracts/new');
    expect(readdirSync(folder).sort()).toEqual(['_system.yaml', ...services.map((name) => `${name}.yaml`)]);
    await runEda(project.folder, ['generate', 'asyncapi']);
    for (const name of readdirSync(folder)) {
      const generated = readFileSync(join(project.folder, 'asyncapi', name), 'utf8');
      expect(readFileSync(join(folder, name), 'utf8')).toBe(generated);
    }
  });

  it.each([
    [['export'], 2, /<format> is missing/],
    [['export', 'asyncap'], 2, /asyncapi/],
    [
      ['export', 'asyncapi', '--service', 'shop-servic'],
      2,
      /no service shop-servic; did you mean shop-service\?/,
    ],
    [['--cwd', 'wrong', 'export', 'asyncapi'], 1, /the design has errors; eda validate shows them/],
    [['--cwd', 'broken', 'export', 'asyncapi'], 3, /cannot be read; eda validate says why/],
    [['--cwd', 'nowhere', 'export', 'asyncapi'], 3, /there is no such folder/],
  ])('%j says what is wrong', async (args, code, message) => {
    const result = await runEda(project.folder, args);
    expect(result.err).toMatch(message);
    expect({ code: result.code, out: result.out }).toEqual({ code, out: '' });
  });
});
