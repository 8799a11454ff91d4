import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from '@cdktf/hcl2json';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Component } from '../../src/dev/components/component.ts';
import { type Guard, startGuard } from '../../src/dev/guard.ts';
import { openAssets } from '../../src/generators/assets.ts';
import { cloudGenerator } from '../../src/generators/cloud/cloud-generator.ts';
import { readDesign } from '../../src/generators/dapr/plan-design.fixture.ts';
import { indexArchitecture } from '../../src/model/query.ts';
import { type DesignedWorld, startDesignedWorld } from './designed-world.ts';
import { startMoto } from './moto.ts';

const data = 'data: { type: object, required: [id], properties: { id: { type: string } } }';
const designOn = (address: string, more: string) => `eda: 1
system: shop
domains: { sales: {} }
defaults: { language: none, database: none, deadLetter: sales.letter.left }
events:
  sales.order.placed: { key: id, ${data} }
  sales.price.changed: { key: id, ${data} }
  sales.price.removed: { key: id, topic: sales.price.changed, ${data} }
  sales.letter.left: { key: id, ${data} }
services:
  order-service: { domain: sales, publishes: [sales.order.placed, sales.price.changed, sales.price.removed, sales.letter.left] }
  stock-service: { domain: sales, subscribes: { sales.order.placed: { timeout: 2s }, sales.price.changed: {} } }
  letter-service: { domain: sales, subscribes: { sales.letter.left: { deadLetter: none } } }
environments:
  real: { brokers: { pubsub: { type: aws-sns-sqs, region: eu-central-1, endpoint: 'http://${address}'${more} } } }
`;

interface Module {
  readonly locals: readonly [
    {
      readonly topics: readonly string[];
      readonly queues: Readonly<
        Record<string, { refused: string; topics: string[]; hidden: number; kept: number }>
      >;
      readonly subscriptions: Readonly<Record<string, { queue: string; topic: string; types: string[] }>>;
    },
  ];
  readonly resource: Readonly<
    Record<string, Readonly<Record<string, readonly [Readonly<Record<string, unknown>>]>>>
  >;
}

describe.each([
  ['standard', ''],
  ['fifo', ', fifo: true'],
])('the Terraform module, carried out on moto, %s', (_, more) => {
  const folder = mkdtempSync(join(tmpdir(), 'eda-aws-'));
  let guard: Guard;
  let moto: Component;
  let module: Module;
  let world: DesignedWorld;

  /** One request of the query API; moto believes any signature. */
  const ask = async (service: 'sns' | 'sqs', action: string, fields: Readonly<Record<string, string>>) => {
    const response = await fetch(`http://${moto.address}/`, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        authorization: `AWS4-HMAC-SHA256 Credential=any/20260101/eu-central-1/${service}/aws4_request, SignedHeaders=host, Signature=any`,
      },
      body: new URLSearchParams({ Action: action, ...fields }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${action}: ${response.status} ${text}`);
    return text;
  };
  const all = (text: string, tag: string): string[] =>
    [...text.matchAll(new RegExp(`<${tag}>([^<]*)</${tag}>`, 'g'))].map(([, value = '']) => value);
  const entries = (kind: string, values: Readonly<Record<string, string>>, [key, value] = ['key', 'value']) =>
    Object.fromEntries(
      Object.entries(values).flatMap(([name, each], index) => [
        [`${kind}.${index + 1}.${key}`, name],
        [`${kind}.${index + 1}.${value}`, each],
      ]),
    );
  const resource = (type: string, name: string) => module.resource[type]?.[name]?.[0] ?? {};

  /** What the provider does with the module, resource by resource. */
  const apply = async () => {
    const [{ topics, queues, subscriptions }] = module.locals;
    const isFifo = resource('aws_sns_topic', 'topic').fifo_topic === true;
    const fifo = isFifo ? { ContentBasedDeduplication: 'true' } : {};
    const topicArns = new Map<string, string>();
    for (const name of topics) {
      const [tag] = Object.keys(resource('aws_sns_topic', 'topic').tags as object);
      const reply = await ask('sns', 'CreateTopic', {
        Name: name,
        ...entries('Tags.member', { [tag ?? '']: name }, ['Key', 'Value']),
        ...entries('Attributes.entry', isFifo ? { FifoTopic: 'true', ...fifo } : {}),
      });
      topicArns.set(name, all(reply, 'TopicArn')[0] ?? '');
    }
    const queueArns = new Map<string, string>();
    const create = async (name: string, attributes: Readonly<Record<string, string>>) => {
      const fields = entries(
        'Attribute',
        { ...(isFifo ? { FifoQueue: 'true', ...fifo } : {}), ...attributes },
        ['Name', 'Value'],
      );
      const url = all(await ask('sqs', 'CreateQueue', { QueueName: name, ...fields }), 'QueueUrl')[0] ?? '';
      const got = await ask('sqs', 'GetQueueAttributes', { QueueUrl: url, 'AttributeName.1': 'QueueArn' });
      queueArns.set(name, all(got, 'Value')[0] ?? '');
      return url;
    };
    for (const [name, queue] of Object.entries(queues)) {
      const refused = resource('aws_sqs_queue', 'refused');
      await create(queue.refused, { MessageRetentionPeriod: String(refused.message_retention_seconds) });
      const redrive = /maxReceiveCount = (\d+)/.exec(
        String(resource('aws_sqs_queue', 'queue').redrive_policy),
      );
      const url = await create(name, {
        VisibilityTimeout: String(queue.hidden),
        MessageRetentionPeriod: String(queue.kept),
        RedrivePolicy: JSON.stringify({
          deadLetterTargetArn: queueArns.get(queue.refused),
          maxReceiveCount: Number(redrive?.[1]),
        }),
      });
      const statement = queue.topics.map((topic) => ({
        Effect: 'Allow',
        Principal: { Service: 'sns.amazonaws.com' },
        Action: 'sqs:SendMessage',
        Resource: queueArns.get(name),
        Condition: { ArnEquals: { 'aws:SourceArn': topicArns.get(topic) } },
      }));
      await ask('sqs', 'SetQueueAttributes', {
        QueueUrl: url,
        ...entries('Attribute', { Policy: JSON.stringify({ Version: '2012-10-17', Statement: statement }) }, [
          'Name',
          'Value',
        ]),
      });
    }
    for (const { queue, topic, types } of Object.values(subscriptions)) {
      const filter =
        types.length === 0
          ? {}
          : { FilterPolicyScope: 'MessageBody', FilterPolicy: JSON.stringify({ type: types }) };
      await ask('sns', 'Subscribe', {
        TopicArn: topicArns.get(topic) ?? '',
        Protocol: 'sqs',
        Endpoint: queueArns.get(queue) ?? '',
        ...entries('Attributes.entry', { RawMessageDelivery: 'false', ...filter }),
      });
    }
  };
  const there = async () => ({
    topics: all(await ask('sns', 'ListTopics', {}), 'TopicArn').sort(),
    queues: all(await ask('sqs', 'ListQueues', {}), 'QueueUrl').sort(),
    subscriptions: all(await ask('sns', 'ListSubscriptions', {}), 'SubscriptionArn').length,
  });

  let before: Awaited<ReturnType<typeof there>>;

  beforeAll(async () => {
    guard = startGuard();
    moto = await startMoto({ folder, guard });
    const design = designOn(moto.address, more);
    const architecture = readDesign(design);
    const plan = cloudGenerator.plan({
      architecture,
      index: indexArchitecture(architecture),
      options: {},
      record: {},
      assets: await openAssets(),
    });
    const [file] = plan.files;
    module = (await parse('main.tf', file?.content() ?? '')) as unknown as Module;
    await apply();
    before = await there();
    world = await startDesignedWorld({
      design,
      env: { AWS_ACCESS_KEY_ID: 'any', AWS_SECRET_ACCESS_KEY: 'any' },
    });
  }, 180_000);

  afterAll(async () => {
    await world?.stop();
    await moto?.stop();
    guard?.close();
    rmSync(folder, { recursive: true, force: true });
  }, 60_000);

  it('has all that sidecars look up: they make nothing more', async () => {
    expect(before.topics.length).toBe(3);
    expect(await there()).toEqual(before);
    expect(world.warnings()).toEqual([]);
  });

  it('carries events, and those alone that their taker wants', async () => {
    const envelope = (type: string, id: string) => ({
      specversion: '1.0',
      id,
      source: '/shop',
      type,
      data: { id },
    });
    for (const [address, type, id] of [
      ['sales.order.placed', 'sales.order.placed', 'a'],
      ['sales.price.changed', 'sales.price.removed', 'b'],
      ['sales.price.changed', 'sales.price.changed', 'c'],
    ] as const)
      expect(await world.publish('order-service', address, envelope(type, id), id)).toBe(204);
    expect(await world.deliveries('stock-service', 'sales.order.placed', 1)).toHaveLength(1);
    const prices = await world.deliveries('stock-service', 'sales.price.changed', 1);
    expect(prices.map(({ body }) => (JSON.parse(body) as { readonly type: string }).type)).toEqual([
      'sales.price.changed',
    ]);
  });
});
