import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { project, type Run, runEda, type Surroundings, soundDesign } from './run-eda.ts';

interface Received {
  readonly url: string;
  readonly contentType: string | undefined;
  readonly token: string | undefined;
  readonly body: Record<string, unknown>;
}

let sidecar: Server;
let url: string;
let status: number;
let received: Received[];
let folder: string;

beforeEach(async () => {
  received = [];
  status = 204;
  sidecar = createServer((request, response) => {
    let text = '';
    request.on('data', (chunk) => {
      text += chunk;
    });
    request.on('end', () => {
      const { 'content-type': contentType, 'dapr-api-token': token } = request.headers;
      received.push({
        url: String(request.url),
        contentType,
        token: token?.toString(),
        body: JSON.parse(text),
      });
      response.writeHead(status).end(status < 300 ? '' : '{"errorCode":"ERR_PUBSUB_NOT_FOUND"}');
    });
  });
  await new Promise<void>((done) => sidecar.listen(0, '127.0.0.1', done));
  url = `http://127.0.0.1:${(sidecar.address() as AddressInfo).port}`;
  folder = project({ 'eda.yaml': soundDesign, 'order.json': JSON.stringify({ orderId: id }) });
});
afterEach(() => {
  sidecar.closeAllConnections();
  sidecar.close();
});

const id = 'f1b9aa1e-1f3a-4d0b-8a9c-0d5b8f1f7f11';
const data = JSON.stringify({ orderId: id });

function publish(args: readonly string[], surroundings: Surroundings = {}): Promise<Run> {
  const env = { DAPR_API_TOKEN: 'a-token' };
  return runEda(folder, ['publish', 'sales.order.placed', '--sidecar', url, ...args], env, surroundings);
}

describe('eda publish', () => {
  it.each<[string, string[], string?]>([
    ['text', ['--data', data]],
    ['a file', ['-d', '@order.json']],
    ['stdin', ['-d', '-'], data],
  ])('sends data from %s', async (_from, args, stdin) => {
    const { code, out, err } = await publish(args, stdin === undefined ? {} : { stdin });
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatch(
      /^shop-service → sales\.order\.placed {2}[0-9a-f-]{36} {2}topic sales\.order\.placed\n$/,
    );
    expect(received).toEqual([
      {
        url: `/v1.0/publish/pubsub/sales.order.placed?metadata.partitionKey=${id}`,
        contentType: 'application/cloudevents+json',
        token: 'a-token',
        body: expect.objectContaining({
          specversion: '1.0',
          type: 'sales.order.placed',
          source: '/shop/shop-service',
          subject: id,
          data: { orderId: id },
        }),
      },
    ]);
  });

  it('makes up data that is valid', async () => {
    const { code, out } = await publish(['--example', '--format', 'json']);
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      event: 'sales.order.placed',
      topic: 'sales.order.placed',
      service: 'shop-service',
      data: { orderId: expect.stringMatching(/^[0-9a-f-]{36}$/) },
    });
  });

  it('sends nothing that is not valid, unless it is asked to', async () => {
    const refused = await publish(['-d', '{"orderId":1}']);
    expect(refused).toMatchObject({ code: 1, out: '' });
    expect(refused.err).toMatch(
      /^ {2}orderId: .*\neda: the data do not fit sales\.order\.placed; --raw sends them/,
    );
    expect(received).toEqual([]);
    expect((await publish(['-d', '{"orderId":1}', '--raw'])).code).toBe(0);
    expect(received[0]?.body).toMatchObject({ data: { orderId: 1 } });
  });

  it.each<[string, string[], number, RegExp]>([
    ['no data', [], 2, /which data\? --data <json>, --data @file, or --example/],
    ['no JSON', ['-d', '{'], 3, /the data are not JSON/],
    ['a missing file', ['-d', '@gone.json'], 3, /gone\.json cannot be read/],
    ['empty stdin', ['-d', '-'], 3, /the data are not JSON/],
    [
      'an unknown service',
      ['-d', data, '--as', 'shop-servce'],
      2,
      /no service shop-servce; did you mean shop-service\?/,
    ],
    ['an unknown environment', ['-d', data, '--env', 'lcal'], 2, /no environment lcal; did you mean local\?/],
    [
      'no address',
      ['-d', data, '--sidecar', 'localhost:3500'],
      2,
      /localhost:3500 is no address of a sidecar/,
    ],
    [
      'nobody there',
      ['-d', data, '--sidecar', 'http://127.0.0.1:9'],
      1,
      /no sidecar at http:\/\/127\.0\.0\.1:9/,
    ],
  ])('answers clearly: %s', async (_name, args, expected, message) => {
    const { code, out, err } = await publish(args);
    expect(err).toMatch(message);
    expect({ code, out }).toEqual({ code: expected, out: '' });
    expect(received).toEqual([]);
  });

  it('passes on what the sidecar says', async () => {
    status = 404;
    expect(await publish(['-d', data])).toMatchObject({
      code: 1,
      err: expect.stringContaining('the sidecar answered 404 {"errorCode":"ERR_PUBSUB_NOT_FOUND"}'),
    });
  });

  it('says what it takes: an event of the design, and a system that runs', async () => {
    const wrong = await runEda(folder, ['publish', 'sales.order.place', '--example']);
    expect(wrong).toMatchObject({
      code: 2,
      err: expect.stringContaining('did you mean sales.order.placed?'),
    });
    const idle = await runEda(folder, ['publish', 'sales.order.placed', '--example']);
    expect(idle).toMatchObject({
      code: 2,
      out: '',
      err: expect.stringContaining('eda dev does not run here'),
    });
  });
});
