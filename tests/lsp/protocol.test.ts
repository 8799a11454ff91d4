import { spawn } from 'node:child_process';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import {
  DocumentSymbolRequest,
  HoverRequest,
  InitializeRequest,
  ShutdownRequest,
} from 'vscode-languageserver-protocol/node';
import { project, soundDesign } from '../cli/run-eda.ts';
import type { EdaProgram } from '../cli/spawn-eda.ts';
import { bundleServer, createEditor, startClient } from './lsp-client.ts';

let program: EdaProgram;
beforeAll(async () => {
  program = await bundleServer();
});
afterAll(() => program.remove());

function start(files: { readonly [path: string]: string } = { 'eda.yaml': soundDesign }) {
  const folder = project(files);
  const client = startClient(program.entry, folder);
  onTestFinished(async () => void (await client.stop().catch(() => client.child.kill())));
  return createEditor(client, folder);
}

const initialize = { processId: null, rootUri: null, capabilities: {} };

describe('the order of the protocol', () => {
  it('is kept: initialize first and once, nothing behind shutdown, an exit without it fails', async () => {
    const client = start();
    const { connection } = client;
    const asked = { textDocument: { uri: client.uri('eda.yaml') }, position: { line: 0, character: 0 } };
    await expect(connection.sendRequest(HoverRequest.type, asked)).rejects.toMatchObject({ code: -32002 });
    const { capabilities, serverInfo } = await connection.sendRequest(InitializeRequest.type, initialize);
    expect(serverInfo?.name).toBe('eda');
    expect(capabilities).toMatchObject({
      positionEncoding: 'utf-16',
      hoverProvider: true,
      renameProvider: { prepareProvider: true },
    });
    await expect(connection.sendRequest(InitializeRequest.type, initialize)).rejects.toMatchObject({
      code: -32600,
    });
    await expect(connection.sendRequest('eda/unknown')).rejects.toMatchObject({ code: -32601 });
    expect(await connection.sendRequest(HoverRequest.type, asked)).toBeNull();
    await connection.sendRequest(ShutdownRequest.type);
    await expect(connection.sendRequest(HoverRequest.type, asked)).rejects.toMatchObject({ code: -32600 });
    await connection.sendNotification('exit');
    expect(await client.ended).toBe(0);
    const abrupt = start();
    await abrupt.initialize();
    await abrupt.connection.sendNotification('exit');
    expect(await abrupt.ended).toBe(1);
  });

  it('ends with its streams', async () => {
    const client = start();
    await client.initialize();
    client.child.stdin?.end();
    expect(await client.ended).toBe(1);
  });

  it('bears bytes that are no message', async () => {
    const folder = project({ 'eda.yaml': soundDesign });
    for (const bytes of [
      'Content-Length: 5\r\n\r\n{{{{{',
      'Content-Length: 2\r\n\r\n[]',
      'Content-Length: nothing\r\n\r\n{}',
      'GET / HTTP/1.1\r\nHost: x\r\n\r\n',
      `Content-Length: 17\r\n\r\n{"jsonrpc":"2.0"}`,
      '\0\xff\xfe'.repeat(1000),
    ]) {
      const child = spawn(process.execPath, [program.entry, 'lsp'], { cwd: folder });
      let out = '';
      child.stdout.on('data', (chunk) => {
        out += chunk;
      });
      const ended = new Promise((done) => child.on('close', (code, signal) => done(code ?? signal)));
      child.stdin.write(bytes);
      const message = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'initialize', params: initialize });
      child.stdin.write(`Content-Length: ${message.length}\r\n\r\n${message}`);
      child.stdin.end();
      // No crash: it ends as one does whose editor is gone.
      expect(await ended).toBe(1);
      expect(out).not.toContain('    at ');
    }
  });
});

describe('texts', () => {
  it('change bit by bit, in UTF-16 units, whatever their line ends', async () => {
    const client = start();
    await client.initialize();
    const text = soundDesign.replace('Somebody ordered', 'Somebody 🦄 ordered').replaceAll('\n', '\r\n');
    await client.open('eda.yaml', text);
    await client.edit('eda.yaml', '🦄', 'a horse 🐴');
    await client.edit('eda.yaml', ' ordered', ' and a cow ordered');
    await client.edit('eda.yaml', 'domain: sales, subscribes', 'domain: sale, subscribes');
    const found = await client.until('eda.yaml', (all) => all.length > 0);
    const wrong = found.find(({ message }) => String(message).includes('sale;'));
    expect(client.textAt('eda.yaml', wrong?.range)).toBe('sale');
    const hover = await client.connection.sendRequest(HoverRequest.type, {
      textDocument: { uri: client.uri('eda.yaml') },
      position: client.after('eda.yaml', '  sales.ord'),
    });
    await client.edit('eda.yaml', 'domain: sale, subscribes', 'domain: sales, subscribes');
    await client.until('eda.yaml', (all) => all.length === 0);
    expect(JSON.stringify(hover)).toContain('sales.order.placed');
    expect(client.errors()).toBe('');
  });

  it('that close are what the disk has', async () => {
    const client = start();
    await client.initialize();
    await client.open(
      'eda.yaml',
      soundDesign.replace('{ sales.order.placed: {} }', '{ sales.order.gone: {} }'),
    );
    await client.until('eda.yaml', (all) => all.length > 0);
    await client.connection.sendNotification('textDocument/didClose', {
      textDocument: { uri: client.uri('eda.yaml') },
    });
    await client.until('eda.yaml', (all) => all.length === 0);
    expect(
      await client.connection.sendRequest(DocumentSymbolRequest.type, {
        textDocument: { uri: client.uri('eda.yaml') },
      }),
    ).toBeNull();
  });

  it('are not looked at for questions that are cancelled', async () => {
    const client = start();
    await client.initialize();
    await client.open('eda.yaml');
    const params = {
      textDocument: { uri: client.uri('eda.yaml') },
      position: client.after('eda.yaml', 'publishes: ['),
    };
    let out = '';
    client.child.stdout?.on('data', (chunk) => {
      out += chunk;
    });
    const frame = (message: object): string => {
      const text = JSON.stringify({ jsonrpc: '2.0', ...message });
      return `Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`;
    };
    // In one piece, so that the word to cancel is there before the question's turn.
    client.child.stdin?.write(
      frame({ id: 'first', method: 'textDocument/completion', params }) +
        frame({ id: 'cancelled', method: 'textDocument/completion', params }) +
        frame({ method: '$/cancelRequest', params: { id: 'cancelled' } }) +
        frame({ id: 'last', method: 'textDocument/completion', params }),
    );
    while (!out.includes('"id":"last"')) await wait(10);
    expect(out).toMatch(/"id":"cancelled","error":\{"code":-32800/);
    expect(out).toMatch(/"id":"first","result":\[/);
  });
});

describe('rules of a project', () => {
  const files = {
    'eda.yaml': `${soundDesign}lint: { custom: [./rules.mjs] }\n`,
    'rules.mjs': `console.log('Content-Length: 2\\r\\n\\r\\n{}');
export const rules = [{ id: 'no-shop', title: 'No shop', topic: 'naming',
  severity: { minimal: 'error', recommended: 'error', strict: 'error' },
  visit: { service: (service, context) => { console.log('seen'); if (service.name.startsWith('shop')) context.report({ message: 'a shop', at: service.at }); } } }];
`,
  };

  it('judge as well, and may print what they like', async () => {
    const client = start(files);
    await client.initialize();
    await client.open('eda.yaml');
    const found = await client.until('eda.yaml', (all) => all.some(({ code }) => code === 'no-shop'));
    expect(found.map(({ message }) => message)).toContain('a shop');
    await expect.poll(() => client.errors()).toContain('seen');
  });

  it('do not run where nobody trusts them', async () => {
    const client = start(files);
    await client.initialize({ initializationOptions: { ownRules: false } });
    await client.open(
      'eda.yaml',
      files['eda.yaml'].replace('subscribes: { sales.order.placed', 'subscribes: { sales.order.gone'),
    );
    await client.until('eda.yaml', (all) => all.some(({ code }) => code === 'unknown-reference'));
    expect(client.errors()).not.toContain('seen');
  });
});
