import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Admin, Kafka, logLevel } from 'kafkajs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Component } from '../../src/dev/components/component.ts';
import { startKafka } from '../../src/dev/components/kafka.ts';
import { type Guard, startGuard } from '../../src/dev/guard.ts';
import type { Handler } from '../../src/runtime/typescript/contract.ts';
import { runEda } from '../cli/run-eda.ts';
import { type FakeSidecar, startFakeSidecar } from '../support/fake-sidecar.ts';
import { startPostgres, type TestPostgres } from '../support/postgres.ts';
import { ADMIN_TOKEN, startTestService, type TestService } from '../support/running-service.ts';
import { runtimeSchema } from '../support/runtime-schema.ts';
import {
  createConsumer,
  createDefinition,
  createDelivery,
  createSubscribed,
  createSubscription,
} from '../support/service-fixture.ts';

const event = 'shop.item.counted';
const count = 3000;
const folder = mkdtempSync(join(tmpdir(), 'eda-replay-'));
let guard: Guard;
let kafka: Component;
let postgres: TestPostgres;
let sidecar: FakeSidecar;
let service: TestService;
let admin: Admin;
const handled: { key: string; n: number }[] = [];
const sentAt: number[] = [];

beforeAll(async () => {
  guard = startGuard();
  kafka = await startKafka({ folder, guard });
  postgres = await startPostgres();
  sidecar = await startFakeSidecar();
  const handle: Handler<{ key: string; n: number }> = ({ data }) => void handled.push(data);
  service = await startTestService({
    definition: createDefinition({
      publishes: {},
      subscriptions: [createSubscription({ events: [createSubscribed({ consumers: [createConsumer()] })] })],
    }),
    wiring: { handlers: { [event]: handle } },
    sidecar,
    databaseUrl: await postgres.createDatabase(runtimeSchema),
  });
  const client = new Kafka({ brokers: kafka.address.split(','), logLevel: logLevel.NOTHING });
  admin = client.admin();
  await admin.connect();
  await admin.createTopics({ waitForLeaders: true, topics: [{ topic: event, numPartitions: 4 }] });
  const producer = client.producer();
  await producer.connect();
  const start = Date.now() - 3_600_000;
  for (let n = 0; n < count; n += 100) {
    const messages = Array.from({ length: 100 }, (_, index) => {
      const data = { key: `k${(n + index) % 13}`, n: n + index };
      sentAt[n + index] = start + (n + index) * 1000;
      return { key: data.key, value: createDelivery(data), timestamp: String(sentAt[n + index]) };
    });
    await producer.send({ topic: event, messages });
  }
  await producer.disconnect();
  writeFileSync(
    join(folder, 'eda.yaml'),
    `eda: 1
system: shop
domains: { shop: { owner: shop-team } }
events: { ${event}: { key: key, data: { type: object, required: [key], properties: { key: { type: string } } } } }
services:
  till: { domain: shop, publishes: [${event}] }
  counter: { domain: shop, subscribes: { ${event}: {} } }
environments: { real: { brokers: { pubsub: { type: kafka, servers: ['${kafka.address}'] } } } }
`,
  );
}, 180_000);

afterAll(async () => {
  await admin?.disconnect();
  await service?.stop();
  await sidecar?.close();
  await postgres?.stop();
  await kafka?.stop();
  guard?.close();
  rmSync(folder, { recursive: true, force: true });
}, 60_000);

const replay = (...args: string[]) =>
  runEda(
    folder,
    [
      'replay',
      event,
      '--service',
      'counter',
      '--source',
      'kafka',
      '--url',
      `http://127.0.0.1:${service.port}`,
      ...args,
    ],
    { EDA_ADMIN_TOKEN: ADMIN_TOKEN },
  );

it('delivers a range of a real topic in the order of its keys, and leaves no consumer group behind', async () => {
  const [from, to] = [1000, 2000].map((n) => new Date(sentAt[n] ?? 0).toISOString());
  const some = await replay('--from', from ?? '', '--to', to ?? '');
  expect(some.err).toBe('');
  expect(some.out).toMatch(/^1000 events of shop\.item\.counted to counter: 1000 handled, 0 known already/);
  expect(handled.map(({ n }) => n).sort((a, b) => a - b)).toEqual(
    Array.from({ length: 1000 }, (_, n) => n + 1000),
  );
  const all = await replay('--from', '1d');
  // Events that a rebalance has read twice are known the second time.
  expect(all.out).toMatch(/^3\d{3} events .*: 2000 handled, 1\d{3} known already/);
  for (let key = 0; key < 13; key++) {
    const later = handled.slice(1000).flatMap((data) => (data.key === `k${key}` ? [data.n] : []));
    expect(later).toEqual([...later].sort((a, b) => a - b));
  }
  const { groups } = await admin.listGroups();
  expect(groups).toEqual([]);
  expect((await replay('--from', '5s')).out).toMatch(/^0 events/);
}, 120_000);
