import { afterAll, beforeAll, describe, it } from 'vitest';
import { type ApiResult, eventOf, startWorld, type World } from './start-world.ts';

const json = 'application/json';
const cloudEvents = 'application/cloudevents+json';
const octets = 'application/octet-stream';

interface Entry {
  readonly entryId?: string;
  readonly event: unknown;
  readonly contentType?: string;
  readonly metadata?: Readonly<Record<string, string>>;
}

const entry = (entryId: string, event: unknown, contentType = json): Entry => ({
  entryId,
  event,
  contentType,
});

/** Requests that are refused as a whole: nothing is published. */
const refused: readonly {
  readonly name: string;
  readonly topic: string;
  readonly body: unknown;
  readonly pubsub?: string;
  readonly status: number;
  readonly errorCode: string;
}[] = [
  {
    name: 'case 34 duplicate entryId',
    topic: 'bulk-34',
    body: [entry('1', 1), entry('1', 2)],
    status: 400,
    errorCode: 'ERR_PUBSUB_EVENTS_SER',
  },
  {
    name: 'case 34 missing entryId',
    topic: 'bulk-34',
    body: [entry('1', 1), { event: 2, contentType: json }],
    status: 400,
    errorCode: 'ERR_PUBSUB_EVENTS_SER',
  },
  {
    name: 'case 36 not an array',
    topic: 'bulk-36',
    body: { entries: [] },
    status: 400,
    errorCode: 'ERR_PUBSUB_EVENTS_SER',
  },
  {
    name: 'case 37 denied',
    topic: 'forbidden',
    body: [entry('1', 1)],
    status: 403,
    errorCode: 'ERR_PUBSUB_FORBIDDEN',
  },
  {
    name: 'case 37 unknown component',
    topic: 'bulk-37',
    pubsub: 'nowhere',
    body: [entry('1', 1)],
    status: 404,
    errorCode: 'ERR_PUBSUB_NOT_FOUND',
  },
  {
    name: 'case 38 an object as text/plain',
    topic: 'bulk-38',
    body: [entry('1', 1), entry('2', { a: 1 }, 'text/plain')],
    status: 400,
    errorCode: 'ERR_PUBSUB_EVENTS_SER',
  },
  {
    name: 'case 38 no contentType',
    topic: 'bulk-38',
    body: [entry('1', 1), { entryId: '2', event: { a: 1 } }],
    status: 400,
    errorCode: 'ERR_PUBSUB_EVENTS_SER',
  },
  {
    name: 'case 39 a CloudEvent entry that is no object',
    topic: 'bulk-39',
    body: [entry('1', 1), entry('2', 'text', cloudEvents)],
    status: 500,
    errorCode: 'ERR_PUBSUB_CLOUD_EVENTS_SER',
  },
];

describe.concurrent('bulk publish', () => {
  let world: World;
  const topics = ['15', '32', '33', '34', '35', '36', '38', '39', '40', '41', '42'].map(
    (number) => `bulk-${number}`,
  );
  beforeAll(async () => {
    world = await startWorld({
      topics: [
        ...topics.map((topic) => ({ topic })),
        { topic: 'kafka-42', pubsub: 'kafka', answer: () => ({ delayMs: 2 }) },
      ],
      pubsubMetadata: { publishingScopes: `orders=${topics.join(',')},bulk-37` },
      resources: [kafkaComponent],
    });
  });
  afterAll(() => world.stop());

  const send = (
    topic: string,
    body: unknown,
    pubsub = 'pubsub',
    path = 'v1.0',
    query = '',
  ): Promise<ApiResult> =>
    world.call(`/${path}/publish/bulk/${pubsub}/${topic}${query}`, {
      method: 'POST',
      headers: { 'content-type': json },
      body: JSON.stringify(body),
    });

  it('case 15 CloudEvents in bulk: traceparent only is overwritten, with traceid it is kept', async ({
    expect,
  }) => {
    const trace = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
    const base = { source: 's', type: 't', specversion: '1.0', data: 1 };
    await send('bulk-15', [
      entry('1', { ...base, id: 'only', traceparent: trace }, cloudEvents),
      entry('2', { ...base, id: 'both', traceparent: trace, traceid: trace }, cloudEvents),
    ]);
    const events = (await world.deliveries('bulk-15', 2)).map(eventOf);
    const traces = Object.fromEntries(events.map(({ id, traceparent }) => [String(id), traceparent]));
    expect(traces).toEqual({ only: '', both: trace });
  });

  it('case 32 JSON and CloudEvents: each enveloped by its contentType', async ({ expect }) => {
    const event = { id: 'c', source: 's', type: 't', specversion: '1.0', data: { b: 2 } };
    const answer = await send('bulk-32', [entry('1', { a: 1 }), entry('2', event, cloudEvents)]);
    expect([answer.status, answer.text]).toEqual([204, '']);
    const events = (await world.deliveries('bulk-32', 2)).map(eventOf);
    expect(events).toHaveLength(2);
    expect(events.find(({ id }) => id === 'c')).toMatchObject({
      ...event,
      topic: 'bulk-32',
      pubsubname: 'pubsub',
    });
    expect(events.find(({ id }) => id !== 'c')).toMatchObject({
      data: { a: 1 },
      source: 'orders',
      type: 'com.dapr.event.sent',
      datacontenttype: json,
    });
  });

  it('case 33 alpha path', async ({ expect }) => {
    expect((await send('bulk-33', [entry('1', { a: 1 })], 'pubsub', 'v1.0-alpha1')).status).toBe(204);
    expect(await world.deliveries('bulk-33', 1)).toHaveLength(1);
  });

  for (const row of refused) {
    it(row.name, async ({ expect }) => {
      const answer = await send(row.topic, row.body, row.pubsub);
      const { errorCode, failedEntries } = JSON.parse(answer.text) as Record<string, unknown>;
      expect({ status: answer.status, errorCode, failedEntries }).toEqual({
        status: row.status,
        errorCode: row.errorCode,
        failedEntries: undefined,
      });
      expect(await world.deliveries(row.topic, 1, 200)).toHaveLength(0);
    });
  }

  it('case 35 no entries', async ({ expect }) => {
    expect((await send('bulk-35', [])).status).toBe(204);
    expect(await world.deliveries('bulk-35', 1, 200)).toHaveLength(0);
  });

  it('case 40 octet entry: base64 in, data_base64 out', async ({ expect }) => {
    await send('bulk-40', [entry('1', 'AP8B', octets)]);
    const [request] = await world.deliveries('bulk-40', 1);
    expect(eventOf(request)).toMatchObject({ data_base64: 'AP8B', datacontenttype: octets });
  });

  it('case 41 time to live in the query: only for entries with their own metadata', async ({ expect }) => {
    const body = [entry('1', 'with'), { ...entry('2', 'with'), metadata: {} }, entry('3', 'without')];
    body[0] = { ...entry('1', 'with'), metadata: { x: 'y' } };
    await send('bulk-41', body, 'pubsub', 'v1.0', '?metadata.ttlInSeconds=60');
    const events = (await world.deliveries('bulk-41', 3)).map(eventOf);
    const expiring = events.map(({ data, expiration }) => [data, typeof expiration]);
    expect(expiring.sort()).toEqual([
      ['with', 'string'],
      ['with', 'string'],
      ['without', 'undefined'],
    ]);
  });

  it('case 42 order: not kept on Redis, kept on a partition of Kafka', async ({ expect }) => {
    const entries = Array.from({ length: 60 }, (_, index) => ({
      ...entry(String(index), index),
      metadata: { partitionKey: 'a' },
    }));
    await Promise.all([send('bulk-42', entries), send('kafka-42', entries, 'kafka')]);
    const numbers = async (topic: string) =>
      (await world.deliveries(topic, 60)).map((request) => eventOf(request).data as number);
    const sorted = entries.map((_, index) => index);
    const loose = await numbers('bulk-42');
    expect([...loose].sort((a, b) => a - b)).toEqual(sorted);
    expect(loose).not.toEqual(sorted);
    expect(await numbers('kafka-42')).toEqual(sorted);
  });
});

const kafkaComponent = JSON.stringify({
  apiVersion: 'dapr.io/v1alpha1',
  kind: 'Component',
  metadata: { name: 'kafka' },
  spec: { type: 'pubsub.kafka', version: 'v1', metadata: [{ name: 'brokers', value: 'localhost:9092' }] },
});
