import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RabbitMq, startRabbitMq } from '../../src/dev/components/rabbitmq.ts';
import { type Guard, startGuard } from '../../src/dev/guard.ts';
import { planDapr } from '../../src/generators/dapr/dapr-plan.ts';
import { readDesign } from '../../src/generators/dapr/plan-design.fixture.ts';
import { type RabbitDefinitions, rabbitDefinitions } from '../../src/generators/rabbitmq/definitions.ts';
import { until } from '../conformance/start-world.ts';
import { type DesignedWorld, startDesignedWorld } from './designed-world.ts';

const data = 'data: { type: object, required: [id], properties: { id: { type: string } } }';
const designOn = (server: string) => `eda: 1
system: shop
domains: { sales: {} }
events:
  sales.order.placed: { key: id, ${data} }
  sales.order.paid: { key: id, ${data} }
  sales.price.changed: { key: id, ${data} }
topics:
  sales.order.paid: { ordered: true }
services:
  order-service: { domain: sales, publishes: [sales.order.placed, sales.order.paid, sales.price.changed] }
  stock-service:
    domain: sales
    group: stock-v2
    subscribes: { sales.order.placed: { deadLetter: none, retry: { attempts: 1 } }, sales.order.paid: {}, sales.price.changed: { everyReplica: true } }
environments:
  real: { brokers: { pubsub: { type: rabbitmq, servers: ['${server}'] } } }
`;

describe('definitions.json on RabbitMQ', () => {
  const folder = mkdtempSync(join(tmpdir(), 'eda-rabbitmq-'));
  let guard: Guard;
  let rabbitmq: RabbitMq;
  let definitions: RabbitDefinitions;
  let world: DesignedWorld;

  const ask = async (path: string, method = 'GET', body?: unknown): Promise<unknown> => {
    const response = await fetch(`${rabbitmq.management}/api/${path}`, {
      method,
      headers: {
        authorization: `Basic ${Buffer.from('guest:guest').toString('base64')}`,
        'content-type': 'application/json',
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    const text = await response.text();
    return text === '' ? undefined : JSON.parse(text);
  };
  /** What the broker has, in the form of the file. */
  const exported = async (): Promise<RabbitDefinitions> => (await ask('definitions')) as RabbitDefinitions;
  const byName = <T>(list: readonly T[]): T[] =>
    [...list].sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));

  beforeAll(async () => {
    guard = startGuard();
    rabbitmq = await startRabbitMq({ folder, guard });
    const design = designOn(rabbitmq.address);
    const architecture = readDesign(design);
    const environment = architecture.environments.real;
    const broker = environment?.brokers.pubsub;
    if (environment === undefined || broker === undefined) throw new Error('no broker');
    definitions = rabbitDefinitions(
      planDapr(architecture, environment, () => {}),
      broker,
    );
    await ask('definitions', 'POST', definitions);
    const login = { RABBITMQ_LOGIN_USERNAME: 'guest', RABBITMQ_LOGIN_PASSWORD: 'guest' };
    world = await startDesignedWorld({
      design,
      env: login,
      answers: { 'sales.order.placed': () => ({ body: '{"status":"RETRY"}' }) },
    });
  }, 180_000);

  afterAll(async () => {
    await world?.stop();
    await rabbitmq?.stop();
    guard?.close();
    rmSync(folder, { recursive: true, force: true });
  }, 60_000);

  it('is taken, and a second time changes nothing', async () => {
    const first = await exported();
    await ask('definitions', 'POST', definitions);
    const { queues, exchanges, bindings, policies } = await exported();
    expect({ queues, exchanges, bindings, policies }).toEqual({
      queues: first.queues,
      exchanges: first.exchanges,
      bindings: first.bindings,
      policies: first.policies,
    });
  });

  it('is what the sidecars declare: they take the queues and make no other but those of a replica', async () => {
    expect(world.warnings()).toEqual([]);
    const { queues, exchanges, bindings, policies } = await exported();
    const ofReplica = /^[0-9a-f]{8}-[0-9a-f-]{27}-/;
    expect(byName(queues.filter(({ name }) => !ofReplica.test(name)))).toEqual(byName(definitions.queues));
    expect(byName(exchanges)).toEqual(byName(definitions.exchanges));
    expect(byName(bindings.filter(({ destination }) => !ofReplica.test(destination)))).toEqual(
      byName(definitions.bindings),
    );
    expect(byName(policies)).toEqual(byName(definitions.policies));
    expect(queues.filter(({ name }) => ofReplica.test(name))).toHaveLength(1);
  });

  it('carries events to every subscriber', async () => {
    expect(await world.publish('order-service', 'sales.order.paid', { id: 'a' })).toBe(204);
    expect(await world.publish('order-service', 'sales.price.changed', { id: 'b' })).toBe(204);
    expect(await world.deliveries('stock-service', 'sales.order.paid', 1)).toHaveLength(1);
    expect(await world.deliveries('stock-service', 'sales.price.changed', 1)).toHaveLength(1);
  });

  it('keeps what a sidecar refuses beside its queue, where RabbitMQ would let it go', async () => {
    await world.publish('order-service', 'sales.order.placed', { id: 'c' });
    await until(async () => {
      const queue = (await ask(`queues/%2F/${encodeURIComponent('dlq-stock-v2-sales.order.placed')}`)) as {
        readonly messages?: number;
      };
      return queue.messages === 1;
    }, 60_000);
  });
});
