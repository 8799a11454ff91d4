import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { change, project, soundDesign } from '../cli/run-eda.ts';
import { bundleEda, type EdaProgram } from '../cli/spawn-eda.ts';
import { makeRepository } from '../support/git-repository.ts';

let program: EdaProgram;
beforeAll(async () => {
  program = await bundleEda();
});
afterAll(() => program.remove());

/** How long an answer may take on a machine that does much else, in ms. */
const patience = 300_000;

/** An agent, connected with `eda mcp` in a folder. */
async function agent(folder: string, ...flags: readonly string[]) {
  const client = new Client({ name: 'test', version: '1.0.0' });
  await client.connect(
    new StdioClientTransport({
      command: process.execPath,
      args: [program.entry, 'mcp', ...flags],
      cwd: folder,
      stderr: 'pipe',
    }),
    { timeout: patience },
  );
  onTestFinished(() => client.close());
  const call = async (name: string, values: { [key: string]: unknown } = {}) => {
    const result = await client.callTool({ name, arguments: values }, undefined, { timeout: patience });
    const [content] = result.content as { text: string }[];
    return { text: content?.text ?? '', failed: result.isError === true };
  };
  return { client, call, folder };
}

const other = soundDesign.replace('sales.order.placed:\n', 'sales.order.placed: # the first one\n');

describe('eda mcp', { timeout: 2 * patience }, () => {
  it('tells of the design: as a whole, of one thing, of what follows', async () => {
    const { client, call } = await agent(project({ 'eda.yaml': soundDesign }));
    const { tools } = await client.listTools();
    expect(tools.map(({ name }) => name)).toEqual([
      'read_system',
      'read_element',
      'read_file',
      'impact',
      'explain',
      'explain_delivery',
      'validate',
      'diff',
      'propose_edit',
    ]);
    expect(tools.every(({ annotations }) => annotations?.readOnlyHint)).toBe(true);
    const system = JSON.parse((await call('read_system')).text);
    expect(system).toMatchObject({
      system: { name: 'shop' },
      events: [{ name: 'sales.order.placed', publishedBy: ['shop-service'], takenBy: ['mail-service'] }],
      files: ['eda.yaml'],
    });
    const event = JSON.parse(
      (await call('read_element', { kind: 'event', name: 'sales.order.placed' })).text,
    );
    expect(JSON.stringify(event)).toContain('mail-service');
    const impact = JSON.parse((await call('impact', { event: 'sales.order.placed', field: 'orderId' })).text);
    expect(JSON.stringify(impact)).toContain('mail-service');
    expect((await call('explain', { code: 'event-past-tense' })).text).toContain('# event-past-tense');
    const delivery = await call('explain_delivery', { service: 'mail-service', event: 'sales.order.placed' });
    expect(delivery.text).toContain('attempt 5');
    expect((await call('read_file', { path: 'eda.yaml' })).text).toBe(soundDesign);
  });

  it('checks and compares', async () => {
    const folder = project({ 'eda.yaml': soundDesign });
    makeRepository(folder).commit();
    const { call } = await agent(folder);
    expect((await call('validate')).failed).toBe(false);
    change(folder, 'eda.yaml', (text) => text.replaceAll('orderId', 'number'));
    const diff = await call('diff', { since: 'main' });
    expect(diff).toMatchObject({ failed: false });
    expect(JSON.stringify(JSON.parse(diff.text))).toContain('breaking');
    change(folder, 'eda.yaml', (text) =>
      text.replace('subscribes: { sales.order.placed', 'subscribes: { sales.order.place'),
    );
    expect((await call('validate')).text).toContain('did you mean sales.order.placed?');
    expect(await call('diff', { since: 'nowhere' })).toMatchObject({ failed: true });
  });

  it('proposes an edit as a diff, with what it brings and mends, and writes nothing', async () => {
    const { call, folder } = await agent(project({ 'eda.yaml': other }));
    const rename = await call('propose_edit', {
      operation: { kind: 'rename-event', from: 'sales.order.placed', to: 'sales.order.taken' },
    });
    expect(rename.failed).toBe(false);
    expect(rename.text).toContain('--- a/eda.yaml');
    expect(rename.text).toContain('-  sales.order.placed: # the first one');
    expect(rename.text).toContain('+  sales.order.taken: # the first one');
    const replace = await call('propose_edit', {
      replacements: [
        {
          path: 'eda.yaml',
          find: 'subscribes: { sales.order.placed',
          replace: 'subscribes: { sales.order.gone',
        },
      ],
    });
    expect(replace.text).toContain('it would bring:\n  ');
    expect(replace.text).toContain('error unknown-reference');
    expect(readFileSync(join(folder, 'eda.yaml'), 'utf8')).toBe(other);
  });

  it('writes only where that was allowed', async () => {
    const reader = await agent(project({ 'eda.yaml': soundDesign }));
    const asked = { operation: { kind: 'add-domain', name: 'billing' } };
    expect(await reader.call('apply_edit', asked)).toMatchObject({ failed: true });
    expect(readFileSync(join(reader.folder, 'eda.yaml'), 'utf8')).toBe(soundDesign);
    const writer = await agent(project({ 'eda.yaml': other }), '--allow-write');
    expect((await writer.client.listTools()).tools.map(({ name }) => name)).toContain('apply_edit');
    const written = await writer.call('apply_edit', asked);
    expect(written.text).toContain('written: eda.yaml');
    const text = readFileSync(join(writer.folder, 'eda.yaml'), 'utf8');
    expect(text).toContain('# the first one');
    expect(text).toContain('billing: {}');
    expect(
      (
        await writer.call('apply_edit', {
          replacements: [{ path: 'eda.yaml', find: 'system: shop', replace: 'system: {' }],
        })
      ).text,
    ).toContain('nothing was written');
    expect(readFileSync(join(writer.folder, 'eda.yaml'), 'utf8')).toBe(text);
  });

  it('writes no design that is kept elsewhere, and says why', async () => {
    const { folder, call } = await agent(
      project({ 'eda.config.yaml': 'design: design\n', 'design/eda.yaml': soundDesign }),
      '--allow-write',
    );
    const asked = { operation: { kind: 'add-domain', name: 'billing' } };
    expect((await call('propose_edit', asked)).text).toContain('+  billing: {}');
    expect(await call('apply_edit', asked)).toEqual({
      failed: true,
      text: 'the design is pinned here and kept elsewhere: nothing was written',
    });
    expect(readFileSync(join(folder, 'design/eda.yaml'), 'utf8')).toBe(soundDesign);
  });

  it('neither reads nor writes outside of the project, whatever way a path goes', async () => {
    const outside = project({
      'secret.yaml': 'eda: 1\nschemas: { Token: { type: string, const: hunter2 } }\n',
    });
    const folder = project({ 'eda.yaml': `${soundDesign}include: ['*.eda.yaml', 'linked/*.yaml']\n` });
    symlinkSync(join(outside, 'secret.yaml'), join(folder, 'link.eda.yaml'));
    symlinkSync(outside, join(folder, 'linked'));
    mkdirSync(join(folder, 'within'));
    writeFileSync(join(folder, '.env'), 'TOKEN=hunter2\n');
    const { call } = await agent(folder, '--allow-write');
    const paths = [
      join(outside, 'secret.yaml'),
      `../${outside.split('/').at(-1)}/secret.yaml`,
      'main:.env',
      'within/../../secret.yaml',
      'link.eda.yaml',
      'linked/secret.yaml',
      '.env',
      '/etc/passwd',
      'eda.yaml/../../x',
      '~/.ssh/id_rsa',
      'file:///etc/passwd',
      '',
    ];
    for (const path of paths) {
      for (const [tool, values] of [
        ['read_file', { path }],
        ['propose_edit', { replacements: [{ path, find: 'hunter2', replace: 'x' }] }],
        ['apply_edit', { replacements: [{ path, find: 'hunter2', replace: 'x' }] }],
        ['diff', { since: path }],
      ] as const) {
        const { failed, text } = await call(tool, values);
        expect({ tool, path, failed }).toEqual({ tool, path, failed: true });
        expect(text).not.toContain('hunter2');
      }
    }
    expect(readFileSync(join(outside, 'secret.yaml'), 'utf8')).toContain('hunter2');
  });

  it('takes no word for an option, and says what is wrong with a question', async () => {
    const { call, client } = await agent(project({ 'eda.yaml': soundDesign }));
    for (const name of ['--help', '--cwd=/', '-V', 'a.b.c', '__proto__']) {
      expect(await call('read_element', { kind: 'event', name })).toMatchObject({ failed: true });
      expect(await call('impact', { event: name })).toMatchObject({ failed: true });
    }
    expect((await call('read_element', { kind: 'event', name: 'sales.order.place' })).text).toContain(
      'did you mean',
    );
    expect(await call('diff', { since: '--output=x' })).toMatchObject({ failed: true });
    expect(await call('read_element', { kind: 'planet', name: 'x' })).toMatchObject({ failed: true });
    expect(await call('propose_edit')).toMatchObject({ failed: true });
    expect(
      (await call('propose_edit', { replacements: [{ path: 'eda.yaml', find: 'sales', replace: 'x' }] }))
        .text,
    ).toContain('it has to be once');
    expect((await call('no_such_tool')).failed).toBe(true);
    expect(client.getServerVersion()).toMatchObject({ name: 'eda' });
  });

  it('says that there is no design, and what keeps one from being read', async () => {
    const { code, err } = await new Promise<{ code: number | string; err: string }>((resolve) => {
      const run = program.start(project(), ['mcp']);
      void run.ended.then((ended) => resolve({ code: ended, err: run.err() }));
    });
    expect({ code, err }).toMatchObject({ code: 2, err: expect.stringContaining('eda init') });
    const { call } = await agent(project({ 'eda.yaml': 'eda: 1\nsystem: {' }), '--allow-write');
    expect((await call('read_system')).text).toContain('the design cannot be read: eda.yaml');
    expect((await call('read_file', { path: 'eda.yaml' })).text).toBe('eda: 1\nsystem: {');
    const mended = await call('apply_edit', {
      replacements: [{ path: 'eda.yaml', find: 'system: {', replace: 'system: shop\n' }],
    });
    expect(mended.text).toContain('written: eda.yaml');
  });

  it('says nothing among its messages, whatever rules of the project print', async () => {
    const rule = `console.log('printed');\nexport const rules = [];\n`;
    const files = { 'eda.yaml': `${soundDesign}lint: { custom: [./rules.mjs] }\n`, 'rules.mjs': rule };
    const { call, client } = await agent(project(files));
    const errors: unknown[] = [];
    client.onerror = (error) => errors.push(error);
    expect((await call('validate')).failed).toBe(false);
    expect((await call('read_system')).failed).toBe(false);
    expect(errors).toEqual([]);
  });

  it('ends when its client does', async () => {
    const run = program.start(project({ 'eda.yaml': soundDesign }), ['mcp']);
    run.child.stdin?.write('this is no JSON\n{"jsonrpc":"2.0"}\n');
    run.child.stdin?.end();
    expect(await run.ended).toBe(0);
    expect(run.out()).toBe('');
  });
});
