import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from '@cdktf/hcl2json';
import { type Admin, Kafka, logLevel } from 'kafkajs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { type KafkaCluster, startKafka, writeKafkaTools } from '../../src/dev/components/kafka.ts';
import { type Guard, startGuard } from '../../src/dev/guard.ts';
import { readRights } from '../../src/kafka/live-right.ts';
import { runEda } from '../cli/run-eda.ts';
import { until } from '../conformance/start-world.ts';
import { type DesignedWorld, startDesignedWorld } from './designed-world.ts';

const data = 'data: { type: object, required: [id], properties: { id: { type: string } } }';
const designOn = (server: string) => `eda: 1
system: shop
domains: { sales: {} }
defaults: { language: none, database: none, retry: { attempts: 2, backoff: constant, interval: 200ms } }
events:
  sales.order.placed: { key: id, ${data} }
  sales.order.spoilt: { key: id, ${data} }
  sales.price.changed: { key: id, ${data} }
services:
  order-service: { domain: sales, publishes: [sales.order.placed, sales.order.spoilt] }
  stock-service:
    domain: sales
    publishes: [sales.price.changed]
    subscribes: { sales.order.placed: { startAt: earliest }, sales.order.spoilt: { startAt: earliest } }
  price-service: { domain: sales, subscribes: { sales.price.changed: { everyReplica: true, startAt: earliest } } }
environments:
  real:
    brokers:
      pubsub: { type: kafka, servers: ['${server}'], replication: 1, tls: false, auth: { type: password, secret: 'kafka-{service}' } }
    secrets: { type: env }
`;
const services = ['order-service', 'stock-service', 'price-service'];
const passwordOf = (name: string): string => `secret-of-${name}`;

describe('rights on Kafka with an authorizer', () => {
  const folder = mkdtempSync(join(tmpdir(), 'eda-acls-'));
  const project = join(folder, 'project');
  let guard: Guard;
  let kafka: KafkaCluster;
  let admin: Admin;

  const clientOf = (username: string): Kafka =>
    new Kafka({
      brokers: kafka.address.split(','),
      logLevel: logLevel.NOTHING,
      sasl: { mechanism: 'scram-sha-512', username, password: passwordOf(username) },
      retry: { retries: 3 },
    });
  const eda = (...args: readonly string[]) =>
    runEda(project, args, { EDA_KAFKA_USERNAME: 'admin', EDA_KAFKA_PASSWORD: passwordOf('admin') });
  /** Every ACL of the cluster, as `acls.list` writes them. */
  const live = async () =>
    ((await readRights(admin)) ?? [])
      .map(({ type, name, operation, principal }) => `${type} ${name} ${operation} ${principal}`)
      .sort();
  const generated = (path: string): string =>
    readFileSync(join(project, 'infra/real/kafka/pubsub', path), 'utf8');
  const listed = (): string[] =>
    generated('acls.list')
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'))
      .sort();
  const runScript = (tools: string) => {
    const config = join(folder, 'client.properties');
    writeFileSync(
      config,
      `security.protocol=SASL_PLAINTEXT\nsasl.mechanism=SCRAM-SHA-512\nsasl.jaas.config=org.apache.kafka.common.security.scram.ScramLoginModule required username="admin" password="${passwordOf('admin')}";\n`,
      { mode: 0o600 },
    );
    const { status, stdout, stderr } = spawnSync(
      'sh',
      [join(project, 'infra/real/kafka/pubsub/apply-acls.sh')],
      {
        encoding: 'utf8',
        env: { ...process.env, PATH: `${tools}:${process.env.PATH}`, KAFKA_CLIENT_CONFIG: config },
      },
    );
    return { status, stdout, stderr };
  };
  const produce = async (username: string, topic: string): Promise<string> => {
    const producer = clientOf(username).producer({ allowAutoTopicCreation: false });
    try {
      await producer.connect();
      await producer.send({ topic, messages: [{ value: '{}' }] });
      return 'sent';
    } catch (error) {
      return (error as Error).message;
    } finally {
      await producer.disconnect();
    }
  };

  const read = async (username: string, groupId: string, topic: string): Promise<string> => {
    // The first group of a cluster waits until there is somebody who coordinates groups.
    const consumer = clientOf(username).consumer({ groupId, retry: { retries: 12, maxRetryTime: 2_000 } });
    try {
      return await new Promise<string>((done, fail) => {
        consumer.on(consumer.events.CRASH, ({ payload }) => done(payload.error.message));
        const follow = async () => {
          await consumer.connect();
          await consumer.subscribe({ topic, fromBeginning: true });
          await consumer.run({ eachMessage: async () => done('read') });
        };
        follow().catch((error: Error) =>
          /authori|coordinator/i.test(error.message) ? done(error.message) : fail(error),
        );
      });
    } finally {
      await consumer.disconnect();
    }
  };

  beforeAll(async () => {
    guard = startGuard();
    kafka = await startKafka({
      folder: join(folder, 'kafka'),
      guard,
      logins: {
        admin: ['admin', passwordOf('admin')],
        others: Object.fromEntries(services.map((name) => [name, passwordOf(name)])),
      },
    });
    admin = clientOf('admin').admin();
    await admin.connect();
    mkdirSync(project);
    writeFileSync(join(project, 'eda.yaml'), designOn(kafka.address));
  }, 120_000);

  afterAll(async () => {
    await admin?.disconnect();
    await kafka?.stop();
    guard?.close();
    rmSync(folder, { recursive: true, force: true });
  }, 60_000);

  it('are planned and granted by eda kafka; nobody may do anything before', async () => {
    const planned = await eda('kafka', 'plan');
    expect(planned).toMatchObject({ code: 1, err: '' });
    expect(planned.out).toContain('grant    User:order-service  Write, Describe on topic sales.order.placed');
    expect(planned.out).toContain('grant    User:price-service  Read on every group');
    expect(await live()).toEqual([]);
    const blind = await runEda(project, ['kafka', 'plan'], {
      EDA_KAFKA_USERNAME: 'order-service',
      EDA_KAFKA_PASSWORD: passwordOf('order-service'),
    });
    expect(blind).toMatchObject({ code: 2, err: expect.stringContaining('--no-acls compares topics alone') });
    expect(await eda('kafka', 'apply', '--no-acls')).toMatchObject({ code: 0 });
    expect(await produce('order-service', 'sales.order.placed')).toMatch(/authori|not host/i);
    expect(await eda('kafka', 'apply')).toMatchObject({ code: 0, err: '' });
    expect(await eda('kafka', 'plan')).toMatchObject({
      code: 0,
      out: expect.stringContaining('0 rights to change'),
    });
  }, 120_000);

  it('are the same in the script, in Strimzi, in Terraform and on the cluster', async () => {
    expect(await eda('generate', 'kafka')).toMatchObject({ code: 0 });
    const rights = await live();
    expect(listed()).toEqual(rights);
    const users = parseAllDocuments(generated('strimzi/users.yaml')).map(
      (document) =>
        document.toJS() as {
          metadata: { name: string };
          spec: {
            authorization: {
              acls: { resource: { type: string; name: string; patternType: string }; operations: string[] }[];
            };
          };
        },
    );
    const ofUsers = users.flatMap(({ metadata, spec }) =>
      spec.authorization.acls.flatMap(({ resource, operations }) =>
        operations.map((operation) => `${resource.type} ${resource.name} ${operation} User:${metadata.name}`),
      ),
    );
    expect(ofUsers.sort()).toEqual(rights);
    const module = (await parse('main.tf', generated('terraform/main.tf'))) as {
      locals: [{ rights: Record<string, { login: string; type: string; name: string; operation: string }> }];
    };
    const ofTerraform = Object.values(module.locals[0].rights).map(
      ({ login, type, name, operation }) => `${type.toLowerCase()} ${name} ${operation} User:${login}`,
    );
    expect(ofTerraform.sort()).toEqual(rights);
  });

  it('are granted by the script where one is missing, and by it nothing else', async () => {
    const tools = writeKafkaTools(join(folder, 'tools'));
    expect(runScript(tools)).toEqual({
      status: 0,
      stdout: `0 granted, ${listed().length} unchanged\n`,
      stderr: '',
    });
    const rights = await live();
    await admin.deleteAcls({
      filters: [
        {
          resourceType: 2,
          resourceName: 'sales.order.placed',
          resourcePatternType: 3,
          principal: 'User:stock-service',
          host: '*',
          operation: 3,
          permissionType: 3,
        },
      ],
    });
    expect(await live()).toHaveLength(rights.length - 1);
    expect(runScript(tools)).toEqual({
      status: 0,
      stdout: `User:stock-service: Read topic sales.order.placed\n1 granted, ${rights.length - 1} unchanged\n`,
      stderr: '',
    });
    expect(await live()).toEqual(rights);
  }, 120_000);

  it('are enough for the sidecars: events arrive, and what fails reaches the dead letters', async () => {
    const env = Object.fromEntries(
      services.flatMap((name) => {
        const variable = `KAFKA_${name.replaceAll('-', '_').toUpperCase()}`;
        return [
          [`${variable}_USERNAME`, name],
          [`${variable}_PASSWORD`, passwordOf(name)],
        ];
      }),
    );
    let world: DesignedWorld | undefined;
    try {
      world = await startDesignedWorld({
        design: designOn(kafka.address),
        env,
        answers: { 'sales.order.spoilt': () => ({ body: '{"status":"RETRY"}' }) },
      });
      const sidecars = world;
      const publish = (service: string, address: string) =>
        until(async () => (await sidecars.publish(service, address, { id: 'a' }, 'a')) === 204, 60_000);
      await publish('order-service', 'sales.order.spoilt');
      await publish('stock-service', 'sales.price.changed');
      const prices = await world.deliveries('price-service', 'sales.price.changed', 1);
      expect(prices.length, world.warnings().join('\n')).toBeGreaterThan(0);
      const tried = await world.deliveries('stock-service', 'sales.order.spoilt', 2);
      expect(tried.length).toBeGreaterThanOrEqual(2);
      const [letters] = await admin.fetchTopicOffsets('stock-service.dead-letter');
      expect(Number(letters?.high), world.warnings().join('\n')).toBeGreaterThan(0);
    } finally {
      await world?.stop();
    }
  }, 180_000);

  it('let nobody do more than the design says', async () => {
    expect(await produce('order-service', 'sales.order.placed')).toBe('sent');
    expect(await produce('order-service', 'sales.price.changed')).not.toBe('sent');
    expect(await produce('price-service', 'sales.price.changed')).not.toBe('sent');
    expect(await read('stock-service', 'stock-service', 'sales.order.placed')).toBe('read');
    expect(await read('stock-service', 'another-group', 'sales.order.placed')).not.toBe('read');
    expect(await read('stock-service', 'stock-service', 'sales.price.changed')).not.toBe('read');
    expect(await read('order-service', 'stock-service', 'sales.order.placed')).not.toBe('read');
  }, 120_000);

  it('beyond the design are taken away where the login is named', async () => {
    const rights = await live();
    await admin.createAcls({
      acl: [
        {
          resourceType: 2,
          resourceName: 'sales.',
          resourcePatternType: 4,
          principal: 'User:price-service',
          host: '*',
          operation: 2,
          permissionType: 3,
        },
      ],
    });
    const kept = await eda('kafka', 'apply');
    expect(kept.code).toBe(1);
    expect(kept.out).toContain(
      'decide   User:price-service  All on topic sales.…: more than the design gives',
    );
    expect(await live()).toHaveLength(rights.length + 1);
    expect(await eda('kafka', 'apply', '--revoke', 'price-service')).toMatchObject({ code: 0, err: '' });
    expect(await live()).toEqual(rights);
  }, 120_000);
});
