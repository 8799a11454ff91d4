import { execFileSync } from 'node:child_process';
import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { project, runEda } from './run-eda.ts';

const document = 'asyncapi: 3.0.0\ninfo: { title: Shop, version: 1.0.0 }\n';

describe('a folder without a design', () => {
  it.each([
    ['nothing', {}, '; `eda init` starts a project'],
    ['files of others', { 'a.yaml': 'a: 1\n', 'package.json': '{}' }, '; `eda init` starts a project'],
    ['documents further down alone', { 'api/a.yaml': document }, '; `eda init` starts a project'],
    ['a design of another name', { 'eda.yml': 'eda: 1\n', 'a.yaml': document }, 'eda validate eda.yml'],
    [
      'a document',
      { 'shop.yaml': document, 'a.yaml': 'a: 1\n' },
      ', but an AsyncAPI document: shop.yaml; eda validate shop.yaml checks it, eda import asyncapi shop.yaml makes a design of it',
    ],
    [
      'one whose name a shell takes apart',
      { 'a; b.yaml': document },
      ', but an AsyncAPI document: a; b.yaml; eda validate . checks it',
    ],
    [
      'documents',
      {
        'a.yaml': document,
        'b.yml': document,
        'c.json': '{ "asyncapi": "3.0.0" }',
        'd.json': `{ "info": {}, "asyncapi": "2.6.0" }`,
        'e.yaml': document,
      },
      ', but AsyncAPI documents: a.yaml, b.yml, c.json and 2 more; eda validate . checks them',
    ],
  ])('with %s is told what to do', async (_, files, message) => {
    const folder = project({ 'nothing.txt': '', ...files });
    const { code, out, err } = await runEda(folder, ['validate']);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(message);
    expect(err.split('\n')).toHaveLength(2);
    expect(await runEda(folder, ['generate'])).toEqual({ code, out, err });
  });

  it('is told the way that works', async () => {
    const folder = project({ 'shop.yaml': document, 'order.yaml': document });
    expect((await runEda(folder, ['validate', '.'])).out).toContain('2 services');
    expect((await runEda(folder, ['import', 'asyncapi', '.'])).code).toBe(0);
    expect((await runEda(folder, ['validate'])).code).toBe(0);
  });

  it.skipIf(process.platform === 'win32')('is not waited on: a pipe is no file', async () => {
    const folder = project({ 'shop.yaml': document });
    execFileSync('mkfifo', [join(folder, 'a.yaml')]);
    symlinkSync('loop.yaml', join(folder, 'loop.yaml'));
    const { code, err } = await runEda(folder, ['validate']);
    expect(code).toBe(2);
    expect(err).toContain('an AsyncAPI document: shop.yaml;');
  });
});
