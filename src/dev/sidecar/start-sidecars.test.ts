import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, get, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { parseDaprResources } from './read-dapr-resources.ts';
import type { SidecarEvent } from './sidecar-event.ts';
import { type RunningSidecars, type SidecarOptions, startSidecars } from './start-sidecars.ts';

const cleanups: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const clean of cleanups.splice(0).reverse()) await clean();
});

const component = (name: string, type = 'pubsub.redis', metadata: Record<string, string> = {}) =>
  JSON.stringify({
    apiVersion: 'dapr.io/v1alpha1',
    kind: 'Component',
    metadata: { name },
    spec: {
      type,
      version: 'v1',
      metadata: Object.entries(metadata).map(([key, value]) => ({ name: key, value })),
    },
  });

const resources = (...texts: string[]) =>
  texts.flatMap((text) => parseDaprResources(text, 'r.yaml').resources);

interface App {
  readonly port: number;
  readonly bodies: Record<string, unknown>[];
  readonly subscribed: () => number;
  stop(): Promise<void>;
}

/** An app that subscribes to topic `t`, or others, and answers by `handle`. */
async function startApp(
  handle: (body: Record<string, unknown>) => Promise<number> | number = () => 200,
  options: { readonly port?: number; readonly topics?: readonly object[] } = {},
): Promise<App> {
  const bodies: Record<string, unknown>[] = [];
  let subscribed = 0;
  const listener: RequestListener = async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    if (request.url === '/dapr/subscribe') {
      subscribed++;
      response.end(JSON.stringify(options.topics ?? [{ pubsubname: 'p', topic: 't', route: '/t' }]));
      return;
    }
    if (request.method !== 'POST') {
      response.writeHead(404).end();
      return;
    }
    const body = JSON.parse(Buffer.concat(chunks).toString() || '{}') as Record<string, unknown>;
    bodies.push({ ...body, token: request.headers['dapr-api-token'] });
    response.statusCode = await handle(body);
    response.end();
  };
  const server = createServer(listener);
  await listen(server, options.port ?? 0);
  const stop = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  cleanups.push(stop);
  return { port: (server.address() as AddressInfo).port, bodies, subscribed: () => subscribed, stop };
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve) => server.listen(port, '127.0.0.1', resolve));
}

async function start(options: SidecarOptions): Promise<RunningSidecars & { events: SidecarEvent[] }> {
  const events: SidecarEvent[] = [];
  const running = await startSidecars({ onMessage: (event) => events.push(event), ...options });
  cleanups.push(() => running.close());
  return { ...running, events };
}

const publish = (sidecars: RunningSidecars, app: string, data: unknown, path = 'p/t', headers: object = {}) =>
  fetch(`http://127.0.0.1:${sidecars.ports.get(app)}/v1.0/publish/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(data),
  });

const numbers = (app: App) => app.bodies.map(({ data }) => data as number);

describe('several apps', () => {
  it('each gets its copy, with the publisher as source; replicas of one group share', async () => {
    const shared = resources(component('p'));
    const grouped = resources(component('p', 'pubsub.redis', { consumerID: 'team' }));
    const [a, b, c] = [await startApp(), await startApp(), await startApp()];
    const sidecars = await start({
      apps: [
        { appId: 'shop', appPort: 0, httpPort: 0, resources: shared },
        { appId: 'a', appPort: a.port, httpPort: 0, resources: shared },
        { appId: 'b', appPort: b.port, httpPort: 0, resources: grouped },
        { appId: 'c', appPort: c.port, httpPort: 0, resources: grouped },
      ],
    });
    await expect.poll(() => ['shop', 'a', 'b', 'c'].every((app) => sidecars.isReady(app))).toBe(true);
    for (let n = 0; n < 20; n++) await publish(sidecars, 'shop', n);
    await expect.poll(() => a.bodies.length + b.bodies.length + c.bodies.length).toBe(40);
    expect(a.bodies.every(({ source }) => source === 'shop')).toBe(true);
    expect([...numbers(b), ...numbers(c)].sort((x, y) => x - y)).toEqual(
      Array.from({ length: 20 }, (_, n) => n),
    );
    expect(sidecars.topics()[0]?.groups.map(({ name, lag }) => [name, lag])).toEqual([
      ['a', 0],
      ['team', 0],
    ]);
    const kinds = sidecars.events.map(({ kind }) => kind);
    expect([
      kinds.filter((kind) => kind === 'published').length,
      kinds.filter((kind) => kind === 'delivered').length,
    ]).toEqual([20, 40]);
  });

  it('components of one address are one broker; those out of scope are not there', async () => {
    const address = { redisHost: 'localhost:6379' };
    const scoped = JSON.stringify({ ...(JSON.parse(component('other')) as object), scopes: ['a'] });
    const all = resources(
      component('p', 'pubsub.redis', address),
      component('q', 'pubsub.redis', address),
      scoped,
    );
    const a = await startApp();
    const sidecars = await start({
      apps: [
        { appId: 'shop', appPort: 0, httpPort: 0, resources: all },
        { appId: 'a', appPort: a.port, httpPort: 0, resources: all },
      ],
    });
    await expect.poll(() => sidecars.isReady('a')).toBe(true);
    await publish(sidecars, 'shop', 1, 'q/t');
    await expect.poll(() => numbers(a)).toEqual([1]);
    expect((await publish(sidecars, 'shop', 1, 'other/t')).status).toBe(404);
    expect((await publish(sidecars, 'a', 1, 'other/t')).status).toBe(204);
  });

  it('refuses two apps of one id, and leaves no port open', async () => {
    const app = { appId: 'a', appPort: 0, httpPort: 0, resources: [] };
    await expect(startSidecars({ apps: [app, app] })).rejects.toThrow('two apps have the id a');
  });

  it('takes topics with slashes and other signs', async () => {
    const topic = "a/b c/../ü'";
    const a = await startApp(() => 200, { topics: [{ pubsubname: 'p', topic, route: '/ü x' }] });
    const sidecars = await start({
      apps: [{ appId: 'a', appPort: a.port, httpPort: 0, resources: resources(component('p')) }],
    });
    await expect.poll(() => sidecars.isReady('a')).toBe(true);
    expect((await publish(sidecars, 'a', 7, `p/${encodeURIComponent(topic)}`)).status).toBe(204);
    await expect.poll(() => a.bodies.map((body) => body.topic)).toEqual([topic]);
    expect((await publish(sidecars, 'a', 7, 'p/%zz')).status).toBe(400);
  });
});

describe('an app that restarts', () => {
  const letters = [
    { pubsubname: 'p', topic: 't', route: '/t', deadLetterTopic: 'dead' },
    { pubsubname: 'p', topic: 'dead', route: '/dead' },
  ];

  it('finds its messages, in spite of a dead-letter topic and no policy, and is asked for its topics again', async () => {
    const first = await startApp(() => 200, { topics: letters });
    const sidecars = await start({
      apps: [{ appId: 'a', appPort: first.port, httpPort: 0, resources: resources(component('p')) }],
    });
    await expect.poll(() => sidecars.isReady('a')).toBe(true);
    await publish(sidecars, 'a', 0);
    await expect.poll(() => numbers(first)).toEqual([0]);
    await first.stop();
    for (let n = 1; n <= 50; n++) expect((await publish(sidecars, 'a', n)).status).toBe(204);
    await pause(150);
    const second = await startApp(() => 200, { port: first.port, topics: letters });
    await expect.poll(() => second.bodies.length, { timeout: 5000 }).toBe(50);
    await pause(50);
    expect(numbers(second).sort((x, y) => x - y)).toEqual(Array.from({ length: 50 }, (_, n) => n + 1));
    expect(second.subscribed()).toBe(1);
    expect(second.bodies.every(({ topic }) => topic === 't')).toBe(true);
    expect(sidecars.events.some(({ kind }) => kind === 'dead-lettered' || kind === 'dropped')).toBe(false);
    expect(sidecars.events.some(({ kind }) => kind === 'held')).toBe(true);
  });

  it('gets what it died with again, and the rest keeps its order on Kafka', async () => {
    let kill: (() => void) | undefined;
    const dying = new Promise<void>((resolve) => {
      kill = resolve;
    });
    const first = await startApp(
      async (body) => {
        if (body.data === 3) {
          kill?.();
          await pause(10_000, undefined, { ref: false });
        }
        return 200;
      },
      { topics: letters },
    );
    const kafka = resources(component('p', 'pubsub.kafka', { brokers: 'k:9092' }));
    const sidecars = await start({
      apps: [{ appId: 'a', appPort: first.port, httpPort: 0, resources: kafka }],
    });
    await expect.poll(() => sidecars.isReady('a')).toBe(true);
    for (let n = 1; n <= 10; n++) await publish(sidecars, 'a', n);
    await dying;
    await first.stop();
    const second = await startApp(() => 200, { port: first.port, topics: letters });
    await expect.poll(() => numbers(second), { timeout: 5000 }).toEqual([3, 4, 5, 6, 7, 8, 9, 10]);
    expect(sidecars.events.some(({ kind }) => kind === 'dead-lettered')).toBe(false);
  });

  it('dies of one message again and again: that one becomes a dead letter in the end', async () => {
    let deaths = 0;
    let app: App;
    const answer = async (body: Record<string, unknown>): Promise<number> => {
      if (body.data !== 'poison' || body.topic !== 't' || letterArrived()) return 200;
      deaths++;
      const { port } = app;
      await app.stop();
      app = await startApp(answer, { port, topics: letters });
      return 200;
    };
    const letterArrived = () => sidecars.events.some(({ kind }) => kind === 'dead-lettered');
    app = await startApp(answer, { topics: letters });
    const sidecars = await start({
      apps: [{ appId: 'a', appPort: app.port, httpPort: 0, resources: resources(component('p')) }],
    });
    await expect.poll(() => sidecars.isReady('a')).toBe(true);
    await publish(sidecars, 'a', 'fine');
    await expect.poll(() => sidecars.events.some(({ kind }) => kind === 'delivered')).toBe(true);
    await publish(sidecars, 'a', 'poison');
    await expect.poll(letterArrived, { timeout: 5000 }).toBe(true);
    // Six attempts. One on a connection that was kept alive is sent twice: whether the app saw it nobody can tell.
    expect(deaths).toBeGreaterThanOrEqual(6);
    expect(deaths).toBeLessThanOrEqual(12);
  });

  it('fails to say its topics at first: it is asked until it does', async () => {
    let refusals = 0;
    const bodies: string[] = [];
    const server = createServer((request, response) => {
      if (request.url === '/dapr/subscribe' && refusals < 6) {
        refusals++;
        request.socket.destroy();
      } else if (request.url === '/dapr/subscribe') {
        response.end(JSON.stringify([{ pubsubname: 'p', topic: 't', route: '/t' }]));
      } else {
        if (request.method === 'POST') bodies.push(request.url ?? '');
        request.resume();
        response.end();
      }
    });
    await listen(server, 0);
    cleanups.push(async () => server.close());
    cleanups.push(async () => server.closeAllConnections());
    const { port } = server.address() as AddressInfo;
    const sidecars = await start({
      apps: [{ appId: 'a', appPort: port, httpPort: 0, resources: resources(component('p')) }],
    });
    await publish(sidecars, 'a', 1);
    await expect.poll(() => bodies, { timeout: 8000 }).toEqual(['/t']);
    expect([refusals, sidecars.isReady('a')]).toEqual([6, true]);
  });

  it('is read anew on demand', async () => {
    const app = await startApp();
    const sidecars = await start({
      apps: [{ appId: 'a', appPort: app.port, httpPort: 0, resources: resources(component('p')) }],
    });
    await expect.poll(() => sidecars.isReady('a')).toBe(true);
    sidecars.renewApp('a');
    await expect.poll(() => app.subscribed()).toBe(2);
    await publish(sidecars, 'a', 1);
    await expect.poll(() => numbers(app)).toEqual([1]);
  });
});

describe('messages on disk', () => {
  it('come again after a stop in the middle, and done ones do not', async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'sidecars-'));
    cleanups.push(() => rm(dataDir, { recursive: true }));
    const slow = await startApp(async (body) => {
      if (body.data !== 2) return 200;
      await pause(5000, undefined, { ref: false });
      return 200;
    });
    const list = resources(component('p'));
    const apps = [{ appId: 'a', appPort: slow.port, httpPort: 0, resources: list }];
    const first = await startSidecars({ apps, dataDir, graceMs: 50 });
    await expect.poll(() => first.isReady('a')).toBe(true);
    for (const n of [1, 2, 3]) await publish(first, 'a', n);
    await expect.poll(() => slow.bodies.length).toBe(3);
    await pause(50);
    await first.close();
    await slow.stop();
    const app = await startApp(() => 200, { port: slow.port });
    const second = await start({ apps, dataDir });
    await expect.poll(() => numbers(app)).toEqual([2]);
    await publish(second, 'a', 4);
    await expect.poll(() => numbers(app)).toEqual([2, 4]);
  });
});

describe('bulk subscription on Kafka', () => {
  it('gathers a partition into batches, one at a time and in order', async () => {
    const batches: number[][] = [];
    let running = 0;
    let overlaps = 0;
    const server = createServer(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      if (request.url === '/dapr/subscribe') {
        const bulkSubscribe = { enabled: true, maxMessagesCount: 10, maxAwaitDurationMs: 50 };
        response.end(JSON.stringify([{ pubsubname: 'p', topic: 't', route: '/t', bulkSubscribe }]));
        return;
      }
      if (request.url !== '/t') {
        response.writeHead(404).end();
        return;
      }
      const { entries } = JSON.parse(Buffer.concat(chunks).toString()) as {
        entries: { entryId: string; event: { data: number } }[];
      };
      batches.push(entries.map(({ event }) => event.data));
      overlaps += running++;
      await pause(5);
      running--;
      response.end(
        JSON.stringify({ statuses: entries.map(({ entryId }) => ({ entryId, status: 'SUCCESS' })) }),
      );
    });
    await listen(server, 0);
    cleanups.push(async () => server.closeAllConnections());
    cleanups.push(async () => server.close());
    const { port } = server.address() as AddressInfo;
    const kafka = resources(component('p', 'pubsub.kafka', { brokers: 'k:9092' }));
    const sidecars = await start({ apps: [{ appId: 'a', appPort: port, httpPort: 0, resources: kafka }] });
    await expect.poll(() => sidecars.isReady('a')).toBe(true);
    for (let n = 0; n < 45; n++) await publish(sidecars, 'a', n);
    await expect.poll(() => batches.flat()).toEqual(Array.from({ length: 45 }, (_, n) => n));
    expect(overlaps).toBe(0);
    expect(batches.length).toBeLessThan(20);
    expect(Math.max(...batches.map((batch) => batch.length))).toBeLessThanOrEqual(10);
  });
});

describe('tokens', () => {
  it('lets nobody in without the right one, health checks excepted, and shows the app its own', async () => {
    const app = await startApp();
    const sidecars = await start({
      apps: [{ appId: 'a', appPort: app.port, httpPort: 0, resources: resources(component('p')) }],
      apiToken: 'secret',
      appApiToken: 'inward',
    });
    await expect.poll(() => sidecars.isReady('a')).toBe(true);
    expect((await publish(sidecars, 'a', 1)).status).toBe(401);
    expect((await publish(sidecars, 'a', 1, 'p/t', { 'dapr-api-token': 'secre' })).status).toBe(401);
    expect((await publish(sidecars, 'a', 1, 'p/t', { 'dapr-api-token': 'secret' })).status).toBe(204);
    expect((await fetch(`http://127.0.0.1:${sidecars.ports.get('a')}/v1.0/healthz`)).status).toBe(204);
    await expect.poll(() => app.bodies.map(({ token }) => token)).toEqual(['inward']);
  });

  it('answers no foreign web page and no foreign name', async () => {
    const sidecars = await start({
      apps: [{ appId: 'a', appPort: 0, httpPort: 0, resources: resources(component('p')) }],
    });
    expect((await publish(sidecars, 'a', 1, 'p/t', { origin: 'https://evil.example' })).status).toBe(403);
    expect((await publish(sidecars, 'a', 1, 'p/t', { origin: 'http://localhost:5173' })).status).toBe(204);
    const port = sidecars.ports.get('a');
    const status = await new Promise((resolve) => {
      get(
        { port, host: '127.0.0.1', path: '/v1.0/metadata', headers: { host: 'rebound.example' } },
        (response) => {
          response.resume();
          resolve(response.statusCode);
        },
      );
    });
    expect(status).toBe(403);
  });

  it('does not let a publisher set headers that the connection lives by', async () => {
    const app = await startApp();
    const sidecars = await start({
      apps: [{ appId: 'a', appPort: app.port, httpPort: 0, resources: resources(component('p')) }],
    });
    await expect.poll(() => sidecars.isReady('a')).toBe(true);
    const query =
      'metadata.content-length=1&metadata.host=x&metadata.dapr-api-token=stolen&metadata.bad%0d%0aname=1&metadata.v=%0d%0ax:1';
    expect((await publish(sidecars, 'a', 1, `p/t?${query}`)).status).toBe(204);
    await expect.poll(() => numbers(app)).toEqual([1]);
    expect(app.bodies[0]?.token).toBeUndefined();
  });
});
