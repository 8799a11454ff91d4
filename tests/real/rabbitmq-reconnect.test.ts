import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type RabbitMq, startRabbitMq } from '../../src/dev/components/rabbitmq.ts';
import { type Guard, startGuard } from '../../src/dev/guard.ts';
import { until } from '../conformance/start-world.ts';
import { type DesignedWorld, startDesignedWorld } from './designed-world.ts';

const names = ['placed', 'paid', 'sent', 'closed'].map((what) => `sales.order.${what}`);
const designOn = (server: string) => `eda: 1
system: shop
domains: { sales: {} }
events:
${names.map((name) => `  ${name}: { key: id, data: { type: object, required: [id], properties: { id: { type: string } } } }`).join('\n')}
services:
  order-service: { domain: sales, publishes: [${names.join(', ')}] }
  stock-service: { domain: sales, subscribes: { ${names.map((name) => `${name}: {}`).join(', ')} } }
environments:
  real: { brokers: { pubsub: { type: rabbitmq, servers: ['${server}'] } } }
`;

/** What the management API tells comes from counts that it takes every five seconds. */
const counted = 6000;

const folder = mkdtempSync(join(tmpdir(), 'eda-rabbitmq-'));
let guard: Guard;
let rabbitmq: RabbitMq;
let world: DesignedWorld;

const ask = async (path: string, method = 'GET'): Promise<unknown> => {
  const authorization = `Basic ${Buffer.from('guest:guest').toString('base64')}`;
  const response = await fetch(`${rabbitmq.management}/api/${path}`, { method, headers: { authorization } });
  const text = await response.text();
  return text === '' ? undefined : JSON.parse(text);
};

/** Consumers of each queue. */
async function consumers(): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { queue } of (await ask('consumers')) as { queue: { name: string } }[])
    counts[queue.name] = (counts[queue.name] ?? 0) + 1;
  return counts;
}

beforeAll(async () => {
  guard = startGuard();
  rabbitmq = await startRabbitMq({ folder, guard });
  world = await startDesignedWorld({ design: designOn(rabbitmq.address), env: {}, answers: {} });
}, 180_000);

afterAll(async () => {
  await world?.stop();
  await rabbitmq?.stop();
  guard?.close();
  rmSync(folder, { recursive: true, force: true });
}, 60_000);

it('subscriptions that are made anew leave no consumer behind that nobody listens to', async () => {
  const queues = [...names, 'stock-service.dead-letter'].map((topic) => `stock-service-${topic}`);
  const once = Object.fromEntries(queues.map((name) => [name, 1]));
  for (let round = 0; round < 3; round++) {
    await until(async () => Object.keys(await consumers()).length === queues.length);
    await sleep(counted);
    expect(await consumers()).toEqual(once);
    for (const { name } of (await ask('connections')) as { name: string }[])
      await ask(`connections/${encodeURIComponent(name)}`, 'DELETE');
    await until(async () => Object.keys(await consumers()).length === 0);
  }
  await until(async () => Object.keys(await consumers()).length === queues.length);
  for (const name of names) {
    expect(await world.publish('order-service', name, { id: name })).toBe(204);
    expect(await world.deliveries('stock-service', name, 1)).toHaveLength(1);
  }
}, 240_000);
