import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parseDaprResources } from '../../dev/sidecar/read-dapr-resources.ts';
import { type RunningSidecars, startSidecars } from '../../dev/sidecar/start-sidecars.ts';
import { planDesign, readDesign } from './plan-design.fixture.ts';
import { deadLetterRoute, subscriptionRoute } from './route.ts';

const design = `
eda: 1
system: shop
domains: { sales: {}, stock: {} }
events:
  sales.order.placed: { key: orderId, data: { type: object, properties: { orderId: { type: string } } } }
  sales.order.paid: { key: orderId, data: { type: object, properties: { orderId: { type: string } } } }
services:
  order-service: { domain: sales, publishes: [sales.order.placed, sales.order.paid] }
  stock-service:
    domain: stock
    subscribes:
      sales.order.placed: {}
      sales.order.paid: { startAt: earliest, retry: { attempts: 1, backoff: constant, interval: 20ms } }
environments:
  live: { brokers: { pubsub: { type: kafka, servers: ['kafka:9092'] } } }
`;

/** What the app of stock-service was asked, in order. */
const asked: { readonly path: string; readonly id: string }[] = [];
let app: Server;
let sidecars: RunningSidecars;

beforeAll(async () => {
  app = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => {
      body += chunk;
    });
    request.on('end', () => {
      const path = request.url ?? '';
      if (request.method !== 'POST') {
        response.writeHead(404).end();
        return;
      }
      asked.push({ path, id: JSON.parse(body).id });
      const status = path === subscriptionRoute('sales.order.paid') ? 'RETRY' : 'SUCCESS';
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ status }));
    });
  });
  await new Promise<void>((resolve) => app.listen(0, '127.0.0.1', resolve));
  const texts = [...planDesign(readDesign(design)).files('live')].filter(([path]) => path !== 'dapr.yaml');
  const resources = texts.flatMap(([path, text]) => parseDaprResources(text, path).resources);
  sidecars = await startSidecars({
    apps: [
      { appId: 'order-service', appPort: 0, httpPort: 0, resources },
      { appId: 'stock-service', appPort: (app.address() as AddressInfo).port, httpPort: 0, resources },
    ],
    graceMs: 100,
  });
  while (!sidecars.isReady('stock-service')) await pause(20);
});

afterAll(async () => {
  await sidecars?.close();
  await new Promise((resolve) => app.close(resolve));
});

async function publish(service: string, topic: string, id: string): Promise<number> {
  const url = `http://127.0.0.1:${sidecars.ports.get(service)}/v1.0/publish/pubsub/${topic}`;
  const body = JSON.stringify({
    specversion: '1.0',
    id,
    source: '/shop',
    type: topic,
    data: { orderId: id },
  });
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/cloudevents+json' },
    body,
  });
  return response.status;
}

async function pathsOf(id: string, count: number): Promise<string[]> {
  const until = Date.now() + 8000;
  const found = () => asked.filter((each) => each.id === id).map(({ path }) => path);
  while (found().length < count && Date.now() < until) await pause(20);
  await pause(150);
  return found();
}

test('an event reaches the path that the service serves', async () => {
  expect(await publish('order-service', 'sales.order.placed', 'a')).toBe(204);
  expect(await pathsOf('a', 1)).toEqual([subscriptionRoute('sales.order.placed')]);
});

test('on a component of its own a topic is still the broker’s: pumped, then dead-lettered to the same service', async () => {
  expect(await publish('order-service', 'sales.order.paid', 'b')).toBe(204);
  const retried = subscriptionRoute('sales.order.paid');
  const deadLetters = deadLetterRoute('pubsub', 'stock-service.dead-letter');
  // One attempt by the design, so three retries from the sidecar.
  expect(await pathsOf('b', 5)).toEqual([retried, retried, retried, retried, deadLetters]);
});

test('nobody publishes what the design does not say', async () => {
  expect(await publish('stock-service', 'sales.order.placed', 'c')).toBe(403);
  expect(await publish('order-service', 'sales.order.refunded', 'c')).toBe(403);
  expect(await publish('order-service', 'stock-service.dead-letter', 'c')).toBe(403);
});
