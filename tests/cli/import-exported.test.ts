import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { parse } from 'yaml';
import { makeProject, runEda } from './run-eda.ts';

const iot = fileURLToPath(new URL('../systems/iot', import.meta.url));

describe('documents that eda exported', () => {
  let project: ReturnType<typeof makeProject>;
  beforeEach(async () => {
    project = makeProject({ 'nothing.txt': '' });
    const { code } = await runEda(iot, ['export', 'asyncapi', '--out', join(project.folder, 'contracts')]);
    expect(code).toBe(0);
  });
  afterEach(() => project.remove());
  const edit = (file: string, from: string, to: string): void => {
    const path = join(project.folder, 'contracts', file);
    const text = readFileSync(path, 'utf8');
    expect(text).toContain(from);
    writeFileSync(path, text.replace(from, to));
  };

  it('are a design', async () => {
    const { code, out } = await runEda(project.folder, ['validate', 'contracts']);
    expect({ code, out }).toEqual({ code: 0, out: expect.stringContaining('6 services, 7 events') });
  });

  it('give the same documents again, by way of an eda.yaml', async () => {
    const imported = await runEda(project.folder, [
      'import',
      'asyncapi',
      'contracts',
      '--out',
      'again/eda.yaml',
    ]);
    expect(imported).toMatchObject({ code: 0, err: '' });
    await runEda(join(project.folder, 'again'), ['export', 'asyncapi', '--out', 'contracts']);
    const read = (path: string): string => readFileSync(join(project.folder, path), 'utf8');
    for (const name of ['ingest', 'registry', 'rules', 'state-builder']) {
      expect(read(`again/contracts/${name}.yaml`)).toBe(read(`contracts/${name}.yaml`));
    }
  });

  it.each([
    ['ingest.yaml', 'partitions: 512', 'partitions: 8', 'partitions is 8 here; by the design it is 512'],
    ['rules.yaml', 'enum: [rules]', 'enum: [others]', '0 is "others" here; by the design it is "rules"'],
    [
      'ingest.yaml',
      'host: k2:9093',
      'host: k9:9093',
      'host is "k9:9093" here; by the design it is "k2:9093"',
    ],
    [
      'ingest.yaml',
      'version: 2.3.0',
      'version: 2.4.0',
      'two documents say different things of event telemetry.reading.recorded',
    ],
  ])('that contradict themselves are refused: %s', async (file, from, to, message) => {
    edit(file, from, to);
    const checked = await runEda(project.folder, ['validate', 'contracts']);
    expect(checked.out).toContain(message);
    expect(checked.code).toBe(1);
    const imported = await runEda(project.folder, ['import', 'asyncapi', 'contracts']);
    expect(imported.out).toContain(message);
    expect(imported).toMatchObject({ code: 1, err: 'eda: nothing written: the documents have errors\n' });
  });
});

describe('Avro in the documents of others', () => {
  const schema = {
    type: 'record',
    name: 'Order',
    namespace: 'com.example',
    fields: [
      { name: 'id', type: 'string', doc: 'Of the shop' },
      {
        name: 'state',
        type: { type: 'enum', name: 'State', symbols: ['OPEN', 'PAID'], aliases: ['Status'] },
      },
      { name: 'at', type: { type: 'long', logicalType: 'timestamp-millis' } },
    ],
  };
  const document = (contentType: string | undefined): string =>
    JSON.stringify({
      asyncapi: '3.0.0',
      info: { title: 'Shop', version: '1.0.0' },
      channels: {
        orders: {
          address: 'orders',
          messages: {
            order: {
              contentType,
              payload: { schemaFormat: 'application/vnd.apache.avro;version=1.9.0', schema },
            },
          },
        },
      },
      operations: { send: { action: 'send', channel: { $ref: '#/channels/orders' } } },
    });

  it.each([
    [undefined, 'application/avro'],
    ['application/vnd.apache.avro', 'application/vnd.apache.avro'],
    ['application/json', 'application/json'],
  ])('leaves as it came, as %s, and comes back as that', async (contentType, exported) => {
    const project = makeProject({ 'shop.json': document(contentType) });
    onTestFinished(() => project.remove());
    const eda = (folder: string, ...args: readonly string[]) => runEda(join(project.folder, folder), args);
    const textOf = (path: string): string => readFileSync(join(project.folder, path), 'utf8');
    expect(await eda('.', 'import', 'asyncapi', 'shop.json')).toMatchObject({ code: 0 });
    expect(await eda('.', 'export', 'asyncapi', '--out', 'first')).toMatchObject({ code: 0 });
    const { components } = parse(textOf('first/shop.yaml'));
    const [message] = Object.values<{ contentType: string; payload: { $ref: string } }>(components.messages);
    expect(message?.contentType).toBe(exported);
    const key = message?.payload.$ref.split('/').at(-1) ?? '';
    expect(components.schemas[key]).toEqual({
      schemaFormat: 'application/vnd.apache.avro;version=1.9.0',
      schema,
      'x-eda': { file: expect.stringMatching(/^schemas\/\w+\.avsc$/) },
    });

    // Beside the document that its messages are from.
    expect(await eda('.', 'import', 'asyncapi', 'first', '--out', 'again.yaml')).toMatchObject({ code: 0 });
    expect(JSON.parse(textOf(components.schemas[key]['x-eda'].file))).toEqual(schema);
    expect((await eda('.', 'diff', 'eda.yaml', 'again.yaml')).out).toContain('no changes');
    rmSync(join(project.folder, 'eda.yaml'));
    renameSync(join(project.folder, 'again.yaml'), join(project.folder, 'eda.yaml'));
    expect(await eda('.', 'export', 'asyncapi', '--out', 'second')).toMatchObject({ code: 0 });
    expect(textOf('second/shop.yaml')).toBe(textOf('first/shop.yaml'));
  });
});
