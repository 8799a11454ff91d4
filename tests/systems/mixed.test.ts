import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { printEdaYaml } from '../../src/print/eda-yaml.ts';
import { importValues } from '../../src/spec/asyncapi/import-values.ts';
import { createDiskFiles, createMemoryFiles } from '../../src/spec/project-files.ts';
import { readSpec } from '../../src/spec/source.ts';
import { project, runEda } from '../cli/run-eda.ts';
import { comparable } from '../properties/comparable-architecture.ts';
import { exportDocuments, load, loadDocuments } from '../properties/export-documents.ts';

const folder = join(import.meta.dirname, 'mixed');
const documents = ['chore-board', 'refund-hub', 'sorter'].map((name) => `vendor/${name}.yaml`);

/*
 * A design among documents of others: CloudEvents of several types in one message (2.6), commands with replies and
 * channels without an address (3.0), addresses with parameters on another broker.
 */
describe('a design among documents of others', () => {
  it('has no finding but those that are right', async () => {
    const { code, out } = await runEda(folder, ['validate', '--format', 'compact']);
    expect(code).toBe(0);
    expect(out.trimEnd().split('\n').map((line) => line.replace(/^(\S+):(\d+):\d+: (\w+): .* \[(.*)\]$/, '$1:$2 $3 $4')))
      .toMatchInlineSnapshot(`
        [
          "eda.yaml:62 warning foreign-name",
          "vendor/chore-board.yaml:4 info address-missing",
          "vendor/chore-board.yaml:8 info address-missing",
          "vendor/chore-board.yaml:10 info address-missing",
          "vendor/refund-hub.yaml:14 info cloudevents-mode",
          "vendor/refund-hub.yaml:41 warning unknown-key",
          "vendor/refund-hub.yaml:42 warning unknown-key",
          "vendor/sorter.yaml:13 info server-open",
        ]
      `);
  });

  it('knows events by names of ours, and those that have none by theirs', () => {
    const { events, services, topics } = load(createDiskFiles(folder));
    expect(services.returns?.subscriptions.map(({ event }) => event)).toEqual([
      'refunds.refund.booked',
      'refunds.refund.refused',
      'chores.chore.notified',
      'parcels/checked#parcelChecked',
    ]);
    expect(events['refunds.refund.booked']).toMatchObject({ type: 'com.bank.refund.booked', topic: 'refund-events' });
    expect(events['chores.chore.request']).toMatchObject({ kind: 'command', envelope: 'raw' });
    expect(topics['parcels/sorted']?.parameters.bin?.enum).toEqual(['shelf', 'repair', 'waste']);
    expect(services['chore-board']?.subscriptions.map(({ event }) => event)).toContain('chores.chore.request');
  });

  it('gives the same design again, imported, exported and imported', () => {
    const files = createDiskFiles(folder);
    const read = readSpec(files, { documents, system: 'vendor' }).source?.documents;
    if (read === undefined) throw new Error('not readable');
    const values = importValues(read, 'vendor', 'eda.yaml');
    const architecture = load(createMemoryFiles({ 'eda.yaml': printEdaYaml(values) }));
    const exported = exportDocuments(architecture);
    expect(comparable(loadDocuments(exported))).toEqual(comparable(architecture));
    const sorter = parse(exported.get('asyncapi/sorter.yaml') ?? '');
    const written = parse(readFileSync(join(folder, 'vendor/sorter.yaml'), 'utf8'));
    expect(sorter.info).toMatchObject({ contact: written.info.contact, license: written.info.license });
    const { headers } = Object.values<{ name: string; headers: unknown }>(sorter.components.messages).find(
      ({ name }) => name === 'sorter.parcel.arrived',
    ) ?? { headers: undefined };
    expect(headers).toEqual(written.components.schemas.Trace);
  });

  it('is the same by way of files', async () => {
    const target = project({ 'nothing.txt': '' });
    mkdirSync(join(target, 'vendor'));
    for (const path of documents) writeFileSync(join(target, path), readFileSync(join(folder, path)));
    const run = async (at: string, ...args: string[]): Promise<void> => {
      expect(await runEda(join(target, at), args)).toMatchObject({ code: 0 });
    };
    await run('', 'import', 'asyncapi', 'vendor', '--out', 'first/eda.yaml');
    await run('first', 'export', 'asyncapi', '--out', 'contracts');
    await run('first', 'import', 'asyncapi', 'contracts', '--out', '../second/eda.yaml');
    await run('second', 'export', 'asyncapi', '--out', 'contracts');
    for (const name of ['chore-board', 'refund-hub', 'sorter']) {
      const path = `contracts/${name}.yaml`;
      expect(readFileSync(join(target, 'second', path), 'utf8')).toBe(readFileSync(join(target, 'first', path), 'utf8'));
    }
  });

  it('is exported under names of ours, and comes back', async () => {
    const architecture = load(createDiskFiles(folder));
    const exported = exportDocuments(architecture);
    const again = loadDocuments(exported);
    expect(Object.keys(again.events).filter((name) => name.includes('#'))).toEqual([]);
    expect(Object.keys(again.events)).toHaveLength(Object.keys(architecture.events).length);
    expect(again.events['warehouse.parcel.checked']).toMatchObject({ domain: 'warehouse', topic: 'parcels/checked' });
    expect(again.services.returns?.subscriptions.map(({ event }) => event)).toContain('warehouse.parcel.checked');
    expect(again.services.sorter?.publications.map(({ event }) => event)).toContain('warehouse.parcel.checked');
    expect(comparable(loadDocuments(exportDocuments(again)))).toEqual(comparable(again));
    const vendor = documents.map((path) => [path, readFileSync(join(folder, path), 'utf8')] as const);
    const target = project(Object.fromEntries([...exported, ...vendor]));
    expect(await runEda(target, ['validate', 'asyncapi', '--fail-on', 'error'])).toMatchObject({ code: 0 });
    expect(await runEda(target, ['import', 'asyncapi', 'asyncapi'])).toMatchObject({ code: 0 });
    expect(await runEda(target, ['validate', '--fail-on', 'error'])).toMatchObject({ code: 0 });
  });
});
