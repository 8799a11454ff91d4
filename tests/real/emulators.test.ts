import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Component, ComponentOptions } from '../../src/dev/components/component.ts';
import { type Guard, startGuard } from '../../src/dev/guard.ts';
import { type DesignedWorld, startDesignedWorld } from './designed-world.ts';
import { startMosquitto } from './mosquitto.ts';
import { startMoto } from './moto.ts';
import { startPubSub } from './pstest.ts';

const data = 'data: { type: object, required: [id], properties: { id: { type: string } } }';
const designOn = (broker: string) => `eda: 1
system: shop
domains: { sales: {} }
defaults: { language: none, database: none, deadLetter: sales-letter-left, retry: { attempts: 2, backoff: constant, interval: 200ms } }
events:
  sales.order.placed: { key: id, ${data} }
  sales.order.spoilt: { key: id, ${data} }
  sales.letter.left: { key: id, ${data} }
topics:
  sales.order.placed: { address: sales-order-placed }
  sales.order.spoilt: { address: sales-order-spoilt }
  sales.letter.left: { address: sales-letter-left }
services:
  order-service: { domain: sales, publishes: [sales.order.placed, sales.order.spoilt, sales.letter.left] }
  stock-service: { domain: sales, subscribes: { sales.order.placed: {}, sales.order.spoilt: {} } }
  letter-service: { domain: sales, subscribes: { sales.letter.left: { deadLetter: none } } }
environments:
  real: { brokers: { pubsub: ${broker} } }
`;

interface Emulated {
  readonly name: string;
  start(options: ComponentOptions): Promise<Component>;
  broker(address: string): string;
  env(address: string): Readonly<Record<string, string>>;
}

const emulated: readonly Emulated[] = [
  {
    name: 'SNS/SQS (moto)',
    start: startMoto,
    broker: (address) => `{ type: aws-sns-sqs, region: eu-central-1, endpoint: 'http://${address}' }`,
    env: () => ({ AWS_ACCESS_KEY_ID: 'any', AWS_SECRET_ACCESS_KEY: 'any' }),
  },
  {
    name: 'Google Pub/Sub (pstest)',
    start: startPubSub,
    broker: () => '{ type: gcp-pubsub, project: acme }',
    env: (address) => ({ PUBSUB_EMULATOR_HOST: address }),
  },
  {
    name: 'MQTT (Mosquitto)',
    start: startMosquitto,
    broker: (address) => `{ type: mqtt, servers: ['${address}'] }`,
    env: () => ({}),
  },
];

describe.each(emulated)('generated components on daprd and $name', (broker) => {
  const folder = mkdtempSync(join(tmpdir(), 'eda-emulated-'));
  let guard: Guard;
  let component: Component;
  let world: DesignedWorld;
  let atStart: readonly string[] = [];

  beforeAll(async () => {
    guard = startGuard();
    component = await broker.start({ folder, guard });
    world = await startDesignedWorld({
      design: designOn(broker.broker(component.address)),
      answers: { 'sales-order-spoilt': () => ({ body: '{"status":"RETRY"}' }) },
      env: broker.env(component.address),
    });
    // Later ones are of deliveries that are tried again.
    atStart = world.warnings();
  }, 180_000);

  afterAll(async () => {
    await world?.stop();
    await component?.stop();
    guard?.close();
    rmSync(folder, { recursive: true, force: true });
  }, 60_000);

  it('carry an event to its subscriber, once', async () => {
    expect(await world.publish('order-service', 'sales-order-placed', { id: 'a' }, 'a')).toBe(204);
    const requests = await world.deliveries('stock-service', 'sales-order-placed', 1);
    expect(requests.map(({ body }) => (JSON.parse(body) as { data: unknown }).data)).toEqual([{ id: 'a' }]);
  });

  it('give up after the attempts of the design, with a dead letter', async () => {
    expect(await world.publish('order-service', 'sales-order-spoilt', { id: 'b' }, 'b')).toBe(204);
    expect(await world.deliveries('letter-service', 'sales-letter-left', 1)).toHaveLength(1);
    expect(world.requests('stock-service', 'sales-order-spoilt')).toHaveLength(2);
  });

  it('start with sidecars that warn of nothing', () => {
    expect(atStart).toEqual([]);
  });
});
