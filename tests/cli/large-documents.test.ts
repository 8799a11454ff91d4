import { truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { project, runEda } from './run-eda.ts';

const mebibyte = 1024 * 1024;

const documentWith = (description: string): string => `asyncapi: 3.0.0
info: { title: Shop, version: 1.0.0 }
channels:
  orders:
    address: orders
    messages:
      placed:
        description: ${description}
        payload: { type: object, properties: { id: { type: string } } }
operations:
  place: { action: send, channel: { $ref: '#/channels/orders' } }
`;

const design = `eda: 1
system: shop
domains: { sales: { owner: us } }
services: { theirs: { domain: sales, external: true, contract: ./shop.yaml } }
`;

describe('documents at the limits', { timeout: 120_000 }, () => {
  it('of 50 MB are read, and their faults found behind all of it', async () => {
    const folder = project({ 'shop.yaml': documentWith('word '.repeat((50 * mebibyte) / 5)) });
    const sound = await runEda(folder, ['validate', 'shop.yaml', '--format', 'compact']);
    expect({ code: sound.code, out: sound.out.length }).toEqual({ code: 0, out: expect.any(Number) });
    expect(sound.out.length).toBeLessThan(1000);
    const wrong = documentWith('word '.repeat((50 * mebibyte) / 5)).replace(
      '#/channels/orders',
      '#/channels/order',
    );
    writeFileSync(join(folder, 'shop.yaml'), wrong);
    const { code, out } = await runEda(folder, ['validate', 'shop.yaml', '--format', 'compact']);
    expect(code).toBe(1);
    expect(out).toMatch(/^shop\.yaml:11:\d+: error: there is nothing at #\/channels\/order/m);
  });

  it('of more than 64 MB are refused', async () => {
    const folder = project({ 'shop.yaml': documentWith('Orders'), 'eda.yaml': design });
    truncateSync(join(folder, 'shop.yaml'), 65 * mebibyte);
    const named = await runEda(folder, ['validate', 'shop.yaml', '--format', 'compact']);
    expect(named).toMatchObject({ code: 3, err: '' });
    expect(named.out).toContain('shop.yaml: it is larger than 64 MB [file-unreadable]');
    const contract = await runEda(folder, ['validate', '--format', 'compact']);
    expect(contract.out).toContain(
      'eda.yaml:4:64: error: shop.yaml: it is larger than 64 MB [file-unreadable]',
    );
  });

  it('that are no UTF-8 are refused', async () => {
    const folder = project({ 'eda.yaml': design });
    writeFileSync(join(folder, 'shop.yaml'), Buffer.from(documentWith('caf\u00e9'), 'latin1'));
    const named = await runEda(folder, ['validate', 'shop.yaml', '--format', 'compact']);
    expect(named).toMatchObject({ code: 3, err: '' });
    const wrong =
      'shop.yaml: it is not UTF-8 text: the byte 0xE9 in line 8, column 25 belongs to no character';
    expect(named.out).toContain(`${wrong} [file-unreadable]`);
    const contract = await runEda(folder, ['validate', '--format', 'compact']);
    expect(contract.out).toContain(`eda.yaml:4:64: error: ${wrong} [file-unreadable]`);
    const imported = await runEda(folder, ['import', 'asyncapi', 'shop.yaml', '--out', 'new.yaml']);
    expect(imported).toMatchObject({ code: 3, err: 'eda: nothing written: the documents have errors\n' });
    expect(imported.out).toContain(wrong);
  });
});
