import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { DidOpenTextDocumentNotification, HoverRequest } from 'vscode-languageserver-protocol/node';
import { change, runEda, soundDesign } from '../cli/run-eda.ts';
import { editors } from './lsp-client.ts';

const editor = editors();

const withFault = soundDesign.replace(
  'subscribes: { sales.order.placed: {} }',
  'subscribes: { sales.order.place: {} }',
);

describe('eda lsp finds', () => {
  it('what is wrong while somebody types, and what is right again', async () => {
    const client = await editor({ 'eda.yaml': soundDesign });
    await client.open('eda.yaml', soundDesign);
    await client.until('eda.yaml', (all) => all.length === 0);
    await client.edit('eda.yaml', 'sales.order.placed: {} }', 'sales.order.place: {} }');
    const all = await client.until('eda.yaml', (findings) => findings.length > 0);
    const found = all.find(({ code }) => code === 'unknown-reference');
    expect(found).toMatchObject({ source: 'eda', severity: 1 });
    expect(client.textAt('eda.yaml', found?.range)).toBe('sales.order.place');
    expect(found?.message).toContain('did you mean sales.order.placed?');
    await client.edit('eda.yaml', 'sales.order.place: {} }', 'sales.order.placed: {} }');
    await client.until('eda.yaml', (all) => all.length === 0);
  });

  it('faults of parts that nobody has open, and where they are related', async () => {
    const client = await editor({
      'eda.yaml': `${soundDesign}include: [parts/*.eda.yaml]\n`,
      'parts/mail.eda.yaml':
        'eda: 1\nservices:\n  mail: { domain: sales, subscribes: { sales.order.lost: {} } }\n',
    });
    await client.open('eda.yaml');
    const [found] = await client.until('parts/mail.eda.yaml', (all) => all.length > 0);
    expect(found?.code).toBe('unknown-reference');
    change(client.folder, 'parts/mail.eda.yaml', (text) => text.replace('order.lost', 'order.placed'));
    await client.saved('eda.yaml');
    await client.until('parts/mail.eda.yaml', (all) => all.length === 0);
  });

  it('half a document, rubbish and bytes, without losing what it knew', async () => {
    const client = await editor({ 'eda.yaml': soundDesign });
    await client.open('eda.yaml', soundDesign);
    for (const text of [
      'eda: 1\nsystem: {',
      '{{{{',
      '\0\0',
      '',
      'eda: 1\nsystem: shop\nevents:\n  - :\n\t- x',
      '🦄'.repeat(50),
    ]) {
      await client.replace('eda.yaml', text);
      const found = await client.until('eda.yaml', (all) => all.length > 0);
      expect(found.every(({ range }) => range.start.line >= 0 && range.end.line >= range.start.line)).toBe(
        true,
      );
    }
    await client.replace('eda.yaml', `${soundDesign}  new-service: { domain: sales, subscribes: { sal`);
    await client.until('eda.yaml', (all) => all.some(({ code }) => String(code).startsWith('yaml')));
    expect(await client.labelsAtEnd('eda.yaml')).toContain('sales.order.placed');
    await client.replace('eda.yaml', soundDesign);
    await client.until('eda.yaml', (all) => all.length === 0);
    expect(client.errors()).toBe('');
  });

  it('files that were read while somebody wrote them', async () => {
    const client = await editor({
      'eda.yaml': `${soundDesign}include: [parts/*.eda.yaml]\n`,
      'parts/mail.eda.yaml':
        'eda: 1\nservices: { audit: { domain: sales, subscribes: { sales.order.placed: {} } } }\n',
    });
    await client.open('eda.yaml');
    await client.until('eda.yaml', (all) => all.length === 0);
    const part = join(client.folder, 'parts/mail.eda.yaml');
    writeFileSync(part, '');
    await client.saved('eda.yaml');
    await client.until('parts/mail.eda.yaml', (all) => all.some(({ code }) => code === 'yaml-empty'));
    writeFileSync(part, 'eda: 1\nservices: { audit: { domain: sales, subsc');
    await client.saved('eda.yaml');
    await client.until('parts/mail.eda.yaml', (all) => all.some(({ code }) => code !== 'yaml-empty'));
    rmSync(part);
    await client.saved('eda.yaml');
    await client.until('parts/mail.eda.yaml', (all) => all.length === 0);
    await client.until('eda.yaml', (all) => all.some(({ code }) => code === 'include-empty'));
  });

  it('nothing that the baseline knows, as on the command line, and everything again without it', async () => {
    const client = await editor({ 'eda.yaml': withFault });
    const before = await runEda(client.folder, ['validate', '--update-baseline']);
    expect(before.err + before.out).toContain('eda.baseline.json');
    await client.open('eda.yaml');
    await client.until('eda.yaml', (all) => all.length === 0);
    expect((await runEda(client.folder, ['validate'])).code).toBe(0);
    await client.edit('eda.yaml', 'domain: sales', 'domain: sails');
    const found = await client.until('eda.yaml', (all) => all.length > 0);
    expect(found.map(({ message }) => message).join()).toContain('sails');
    expect(found.map(({ message }) => message).join()).not.toContain('sales.order.place,');
    // A baseline that a merge broke hides nothing.
    writeFileSync(join(client.folder, 'eda.baseline.json'), '<<<<<<< ours');
    await client.replace('eda.yaml', withFault);
    await client.until('eda.yaml', (all) => all.some(({ code }) => code === 'unknown-reference'));
    expect(client.errors()).toBe('');
  });

  it('each of two systems in one workspace by itself', async () => {
    const client = await editor({
      'shop/eda.yaml': soundDesign,
      'bank/eda.yaml': soundDesign.replace('system: shop', 'system: bank'),
    });
    await client.open('shop/eda.yaml');
    await client.open('bank/eda.yaml', withFault.replace('system: shop', 'system: bank'));
    await client.until('bank/eda.yaml', (all) => all.length > 0);
    await client.until('shop/eda.yaml', (all) => all.length === 0);
    expect(client.published.get('shop/eda.yaml')).toEqual([]);
  });

  it('a part that two designs share, once', async () => {
    const root = (name: string) => `eda: 1\nsystem: ${name}\ninclude: [part.eda.yaml]\n`;
    const client = await editor({
      'eda.yaml': root('one'),
      'two.eda.yaml': root('two'),
      'part.eda.yaml': withFault.replace('system: shop\n', ''),
    });
    await client.open('eda.yaml');
    await client.open('two.eda.yaml');
    await client.open('part.eda.yaml');
    const found = await client.until('part.eda.yaml', (all) => all.length > 0);
    expect(found.filter(({ code }) => code === 'unknown-reference')).toHaveLength(1);
  });

  it('documents of AsyncAPI, alone or of a system', async () => {
    const document =
      'asyncapi: 3.0.0\ninfo: { title: Shop, version: 1.0.0 }\nchannels:\n  orders: { adress: orders }\n';
    const client = await editor({ 'api/shop.yaml': document });
    await client.open('api/shop.yaml', document);
    const found = await client.until('api/shop.yaml', (all) => all.length > 0);
    expect(found.map(({ message }) => message).join()).toContain('adress');
  });

  it('resources of Dapr, by what stands beside them', async () => {
    const component = `apiVersion: dapr.io/v1alpha1
kind: Component
metadata: { name: pubsub }
spec:
  type: pubsub.redis
  version: v1
  metadata:
    - name: redisHots
      value: localhost:6379
`;
    const client = await editor({ 'components/pubsub.yaml': component });
    await client.open('components/pubsub.yaml', component);
    const found = await client.until('components/pubsub.yaml', (all) => all.length > 0);
    expect(found.map(({ message }) => message).join('\n')).toContain('redisHost');
    await client.edit('components/pubsub.yaml', 'redisHots', 'redisHost');
    await client.until(
      'components/pubsub.yaml',
      (all) => !all.some(({ message }) => String(message).includes('redisHots')),
    );
  });

  it('nothing in a project without a design, and in texts that are no files', async () => {
    const client = await editor({ 'notes.yaml': 'a: 1\n' });
    await client.open('notes.yaml', 'a: {');
    expect(await client.labelsAtEnd('notes.yaml')).toEqual([]);
    await client.connection.sendNotification(DidOpenTextDocumentNotification.type, {
      textDocument: { uri: 'untitled:Untitled-1', languageId: 'yaml', version: 1, text: soundDesign },
    });
    expect(
      await client.connection.sendRequest(HoverRequest.type, {
        textDocument: { uri: 'untitled:Untitled-1' },
        position: { line: 1, character: 1 },
      }),
    ).toBeNull();
    expect([...client.published]).toEqual([]);
  });
});
