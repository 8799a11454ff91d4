import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Kafka, logLevel } from 'kafkajs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type KafkaCluster, startKafka, writeKafkaTools } from '../../src/dev/components/kafka.ts';
import { type Guard, startGuard } from '../../src/dev/guard.ts';
import { openAssets } from '../../src/generators/assets.ts';
import { readDesign } from '../../src/generators/dapr/plan-design.fixture.ts';
import { kafkaGenerator } from '../../src/generators/kafka/kafka-generator.ts';
import { indexArchitecture } from '../../src/model/query.ts';
import { runEda } from '../cli/run-eda.ts';

const data = 'data: { type: object, required: [id], properties: { id: { type: string } } }';
const designOn = (server: string, partitions: number, retention: string) => `eda: 1
system: shop
domains: { sales: {} }
events:
  sales.order.placed: { key: id, ${data} }
  sales.customer.changed: { kind: document, key: id, ${data} }
topics:
  sales.order.placed: { partitions: ${partitions}, retention: ${retention} }
  sales.customer.changed: { compact: true, address: Sales_Customers }
services:
  order-service: { domain: sales, publishes: [sales.order.placed, sales.customer.changed] }
  stock-service: { domain: sales, subscribes: { sales.order.placed: {}, sales.customer.changed: {} } }
environments:
  real: { brokers: { pubsub: { type: kafka, servers: ['${server}'], replication: 1 } } }
`;

describe('apply-topics.sh on Kafka', () => {
  const folder = mkdtempSync(join(tmpdir(), 'eda-topics-'));
  let guard: Guard;
  let kafka: KafkaCluster;
  let tools: string;

  /** Generates the design and runs the script, as an operator does. */
  const apply = async (partitions: number, retention: string) => {
    const project = mkdtempSync(join(folder, 'project-'));
    const architecture = readDesign(designOn(kafka.address, partitions, retention));
    const index = indexArchitecture(architecture);
    const plan = kafkaGenerator.plan({
      architecture,
      index,
      options: {},
      record: {},
      assets: openAssets(),
    });
    for (const { path, content } of plan.files) {
      mkdirSync(dirname(join(project, path)), { recursive: true });
      writeFileSync(join(project, path), content());
    }
    const { status, stdout, stderr } = spawnSync(
      'sh',
      [join(project, 'infra/real/kafka/pubsub/apply-topics.sh')],
      {
        encoding: 'utf8',
        env: { ...process.env, PATH: `${tools}:${process.env.PATH}` },
      },
    );
    return { status, stdout, stderr };
  };
  const described = async () => {
    const admin = new Kafka({ brokers: kafka.address.split(','), logLevel: logLevel.NOTHING }).admin();
    await admin.connect();
    try {
      const { topics } = await admin.fetchTopicMetadata();
      const names = topics.map(({ name }) => name).filter((name) => !name.startsWith('__'));
      const { resources } = await admin.describeConfigs({
        includeSynonyms: false,
        resources: names.map((name) => ({ type: 2, name })),
      });
      return Object.fromEntries(
        topics
          .filter(({ name }) => names.includes(name))
          .map(({ name, partitions }) => {
            const entries = resources.find(({ resourceName }) => resourceName === name)?.configEntries ?? [];
            const value = (key: string) => entries.find(({ configName }) => configName === key)?.configValue;
            return [name, [partitions.length, value('cleanup.policy'), value('retention.ms')]];
          }),
      );
    } finally {
      await admin.disconnect();
    }
  };

  beforeAll(async () => {
    guard = startGuard();
    kafka = await startKafka({ folder: join(folder, 'kafka'), guard });
    tools = writeKafkaTools(join(folder, 'tools'));
  }, 120_000);

  afterAll(async () => {
    await kafka?.stop();
    guard?.close();
    rmSync(folder, { recursive: true, force: true });
  }, 60_000);

  it('creates the topics, changes nothing a second time, and follows the design', async () => {
    const first = await apply(2, '1d');
    expect(first).toEqual({
      status: 0,
      stdout: 'Sales_Customers: created\nsales.order.placed: created\nstock-service.dead-letter: created\n',
      stderr: '',
    });
    const wanted = {
      Sales_Customers: [3, 'compact,delete', '604800000'],
      'sales.order.placed': [2, 'delete', '86400000'],
      'stock-service.dead-letter': [1, 'delete', '1209600000'],
    };
    expect(await described()).toEqual(wanted);
    const second = await apply(2, '1d');
    expect(second).toEqual({
      status: 0,
      stdout:
        'Sales_Customers: unchanged\nsales.order.placed: unchanged\nstock-service.dead-letter: unchanged\n',
      stderr: '',
    });
    expect(await described()).toEqual(wanted);
    const grown = await apply(4, '2d');
    expect(grown.stdout).toContain('sales.order.placed: 2 partitions, now 4; keys move between them');
    expect(await described()).toEqual({ ...wanted, 'sales.order.placed': [4, 'delete', '172800000'] });
    const shrunk = await apply(3, '2d');
    expect(shrunk.status).toBe(1);
    expect(shrunk.stderr).toContain('sales.order.placed: has 4 partitions, the design says 3');
    expect((await described())['sales.order.placed']).toEqual([4, 'delete', '172800000']);
  }, 300_000);

  it('eda kafka plans and applies the same, and keeps what others set', async () => {
    const own = await startKafka({ folder: join(folder, 'second'), guard });
    const client = new Kafka({ brokers: own.address.split(','), logLevel: logLevel.NOTHING }).admin();
    await client.connect();
    try {
      await client.createTopics({
        waitForLeaders: true,
        topics: [
          {
            topic: 'sales.order.placed',
            numPartitions: 1,
            configEntries: [{ name: 'max.message.bytes', value: '4711' }],
          },
          { topic: 'others', numPartitions: 1 },
        ],
      });
      const run = async (partitions: number, ...args: readonly string[]) => {
        const project = mkdtempSync(join(folder, 'project-'));
        writeFileSync(join(project, 'eda.yaml'), designOn(own.address, partitions, '1d'));
        return runEda(project, ['kafka', ...args]);
      };
      const planned = await run(2, 'plan');
      expect(planned.code).toBe(1);
      expect(planned.out).toContain('sales.order.placed  partitions 1 → 2');
      expect((await client.listTopics()).sort()).toEqual(['others', 'sales.order.placed']);
      expect(await run(2, 'apply')).toMatchObject({ code: 0, err: '' });
      const again = await run(2, 'plan');
      expect(again.out).toContain('0 steps to do · 3 unchanged');
      expect(again.code).toBe(0);
      const { resources } = await client.describeConfigs({
        includeSynonyms: false,
        resources: [
          { type: 2, name: 'sales.order.placed', configNames: ['max.message.bytes', 'retention.ms'] },
        ],
      });
      const entries = resources[0]?.configEntries ?? [];
      expect(entries.map(({ configName, configValue }) => `${configName}=${configValue}`).sort()).toEqual([
        'max.message.bytes=4711',
        'retention.ms=86400000',
      ]);
      const fewer = await run(1, 'apply');
      expect(fewer).toMatchObject({ code: 1 });
      expect(fewer.out).toContain('has 2 partitions, the design says 1');
      expect((await run(2, 'apply', '--delete', 'others')).code).toBe(0);
      expect((await client.listTopics()).sort()).toEqual([
        'Sales_Customers',
        'sales.order.placed',
        'stock-service.dead-letter',
      ]);
    } finally {
      await client.disconnect();
      await own.stop();
    }
    const gone = mkdtempSync(join(folder, 'project-'));
    writeFileSync(join(gone, 'eda.yaml'), designOn(own.address, 1, '1d'));
    expect(await runEda(gone, ['kafka', 'plan'])).toMatchObject({
      code: 3,
      err: expect.stringContaining(`${own.address} does not answer`),
    });
  }, 120_000);
});
