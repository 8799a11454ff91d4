import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { createHttpClient } from './http-client.ts';
import { publishWave } from './publish-wave.ts';
import { createSidecar } from './sidecar.ts';

let server: Server | undefined;
const http = createHttpClient();
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

async function listen(answer: RequestListener): Promise<string> {
  server = createServer(answer);
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const forever: RequestListener = (request, response) => {
  request.resume();
  response.writeHead(200, { 'content-type': 'application/json' });
  const timer = setInterval(() => response.write(' '), 20);
  response.on('close', () => clearInterval(timer));
};

test('an answer that never ends is none', async () => {
  const url = await listen(forever);
  await expect(http.send({ method: 'GET', url, timeoutMs: 300 })).rejects.toThrow(
    /^No answer from 127\.0\.0\.1:\d+ in 300 ms$/,
  );
});

test('an answer without bounds is cut off', async () => {
  const url = await listen((request, response) => {
    request.resume();
    const chunk = Buffer.alloc(1_048_576, 32);
    const pour = () => {
      while (!response.destroyed && response.write(chunk));
      if (!response.destroyed) response.once('drain', pour);
    };
    pour();
  });
  await expect(http.send({ method: 'GET', url, timeoutMs: 60_000 })).rejects.toThrow('is larger than');
});

test('a sidecar that answers without end is an outage: no row pays for it', async () => {
  const url = await listen(forever);
  const sidecar = createSidecar((request) => http.send({ ...request, timeoutMs: 300 }), url);
  const row = { lane: 1, id: 1, key: null, eventId: 'e', envelope: '{}', metadata: null } as never;
  const { accepted, failed, trouble } = await publishWave(
    sidecar,
    { pubsub: 'pubsub', topic: 't', raw: false },
    [row],
  );
  expect(accepted).toEqual([]);
  expect(failed).toMatchObject([{ own: false }]);
  expect(trouble).toMatchObject({ kind: 'outage', reason: expect.stringContaining('No answer from') });
});
