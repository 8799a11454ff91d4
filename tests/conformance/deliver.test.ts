import { afterAll, beforeAll, describe, type ExpectStatic, it } from 'vitest';
import type { AppAnswer, RecordedRequest } from './recording-app.ts';
import { eventOf, startWorld, type TopicPlan, until, type World } from './start-world.ts';
import { pubsubComponent } from './subject.ts';

interface AnswerCase {
  readonly name: string;
  readonly answer: AppAnswer;
  readonly deliveries: number;
}

const status = (value: string, code = 200): AppAnswer => ({
  status: code,
  body: JSON.stringify({ status: value }),
});

/** Without a dead-letter topic, under the observed policy. */
const answers: readonly AnswerCase[] = [
  { name: 'case 53 200 SUCCESS', answer: status('SUCCESS'), deliveries: 1 },
  { name: 'case 53 200 empty', answer: { status: 200 }, deliveries: 1 },
  { name: 'case 53 200 {}', answer: { body: '{}' }, deliveries: 1 },
  { name: 'case 53 200 text', answer: { body: 'fine' }, deliveries: 1 },
  { name: 'case 53 200 [1]', answer: { body: '[1]' }, deliveries: 1 },
  { name: 'case 53 204', answer: { status: 204 }, deliveries: 1 },
  { name: 'case 54 200 RETRY', answer: status('RETRY'), deliveries: 3 },
  { name: 'case 54 201 RETRY', answer: status('RETRY', 201), deliveries: 3 },
  { name: 'case 55 200 DROP', answer: status('DROP'), deliveries: 1 },
  { name: 'case 55 404', answer: { status: 404 }, deliveries: 1 },
  { name: 'case 56 200 unknown status', answer: status('LATER'), deliveries: 3 },
  { name: 'case 56 400', answer: { status: 400 }, deliveries: 3 },
  { name: 'case 56 500', answer: { status: 500 }, deliveries: 3 },
  {
    name: 'case 56 302, which is not followed',
    answer: { status: 302, headers: { location: '/on/elsewhere' } },
    deliveries: 3,
  },
];

/** With a dead-letter topic: deliveries to the app, then one letter. */
const lettered: readonly AnswerCase[] = [
  { name: 'case 57 RETRY to the end', answer: status('RETRY'), deliveries: 3 },
  { name: 'case 58 DROP', answer: status('DROP'), deliveries: 1 },
  { name: 'case 58 404', answer: { status: 404 }, deliveries: 1 },
  { name: 'case 60 handler slower than the timeout', answer: { delayMs: 1500 }, deliveries: 3 },
];

const topicOf = (name: string) => name.replace(/[^a-z0-9]+/gi, '-');
const gaps = (requests: readonly RecordedRequest[]) =>
  requests.slice(1).map((request, index) => request.at - (requests[index]?.at ?? 0));

/**
 * Deliveries come after pauses of about `ms`. What a busy machine delays is no fault: the shortest pause has to be above
 * half of that, and below `limit`.
 */
function expectPauses(
  expect: ExpectStatic,
  requests: readonly RecordedRequest[],
  ms: number,
  limit = 10 * ms,
): void {
  const pauses = gaps(requests);
  if (pauses.length === 0) return;
  expect(Math.min(...pauses)).toBeGreaterThan(ms / 2);
  expect(Math.min(...pauses)).toBeLessThan(limit);
}

describe.concurrent('deliver', () => {
  let world: World;
  beforeAll(async () => {
    const topics: TopicPlan[] = [
      ...answers.map(({ name, answer }) => ({ topic: topicOf(name), answer: () => answer })),
      ...lettered.flatMap(({ name, answer }) => [
        { topic: topicOf(name), answer: () => answer, deadLetterTopic: `dead-${topicOf(name)}` },
        { topic: `dead-${topicOf(name)}` },
      ]),
      { topic: 'headers-52' },
      { topic: 'scoped-59', pubsub: 'scoped', answer: () => status('DROP'), deadLetterTopic: 'dead-59' },
      { topic: 'once-61', pubsub: 'plain', answer: () => status('RETRY') },
      { topic: 'rabbit-61', pubsub: 'rabbit', answer: () => status('RETRY') },
      {
        topic: 'kafka-61',
        pubsub: 'kafka',
        answer: (_, earlier) => status(earlier === 0 ? 'RETRY' : 'SUCCESS'),
      },
      { topic: 'requeue-62', pubsub: 'requeue', answer: (_, n) => status(n < 20 ? 'RETRY' : 'SUCCESS') },
      { topic: 'ttl-63' },
      { topic: 'expired-64', deadLetterTopic: 'dead-64' },
      { topic: 'dead-64' },
      {
        topic: 'bulk-65',
        bulkSubscribe: { enabled: true, maxMessagesCount: 4, maxAwaitDurationMs: 150 },
        deadLetterTopic: 'dead-65',
        answer: answerBulk,
      },
      { topic: 'dead-65' },
    ];
    world = await startWorld({
      topics,
      answerers: { '/on/elsewhere': () => ({}) },
      resources: [
        pubsubComponent('scoped', { publishingScopes: 'orders=scoped-59', redisHost: 'scoped:6379' }),
        pubsubComponent('rabbit', { hostname: 'rabbit' }, 'pubsub.rabbitmq'),
        pubsubComponent('requeue', { hostname: 'requeue', requeueInFailure: 'true' }, 'pubsub.rabbitmq'),
        pubsubComponent('kafka', { brokers: 'kafka:9092' }, 'pubsub.kafka'),
        scopedPolicy,
      ],
    });
  });
  afterAll(() => world.stop());

  it('case 52 delivery headers', async ({ expect }) => {
    await world.publish('headers-52');
    const [request] = await world.deliveries('headers-52', 1);
    expect(request?.method).toBe('POST');
    expect(request?.headers).toMatchObject({
      'content-type': 'application/cloudevents+json',
      pubsubname: 'pubsub',
      traceparent: `00-${'0'.repeat(32)}-${'0'.repeat(16)}-00`,
    });
  });

  for (const row of answers) {
    it(row.name, async ({ expect }) => {
      await world.publish(topicOf(row.name));
      const requests = await world.deliveries(topicOf(row.name), row.deliveries);
      expect(requests).toHaveLength(row.deliveries);
      expectPauses(expect, requests, 100);
      if (row.answer.status === 302) expect(world.app.requests('/on/elsewhere')).toHaveLength(0);
    });
  }

  for (const row of lettered) {
    it(`${row.name}, dead-letter topic set`, async ({ expect }) => {
      const topic = topicOf(row.name);
      await world.publish(topic);
      const letters = await world.deliveries(`dead-${topic}`, 1);
      const requests = world.app.requests(`/on/${topic}`);
      expect([requests.length, letters.length]).toEqual([row.deliveries, 1]);
      expect(letters[0]?.body).toBe(requests[0]?.body);
      expect(eventOf(letters[0]).topic).toBe(topic);
      if (row.answer.delayMs === undefined) return;
      // Whoever waited for the handler would come again after its delay and the pause.
      expectPauses(expect, requests, 1100, row.answer.delayMs);
      // The handlers are not stopped: they finish although nobody waits for them.
      await until(() => world.app.finished(`/on/${topic}`) === 3);
    });
  }

  it('case 59 DROP, dead-letter topic forbidden by scope: 3 deliveries, then lost', async ({ expect }) => {
    await world.publish('scoped-59', {}, '', 'scoped');
    expect(await world.deliveries('scoped-59', 4, 800)).toHaveLength(3);
  });

  it('case 61 no Resiliency, RETRY: Redis acknowledges', async ({ expect }) => {
    await world.publish('once-61', {}, '', 'plain');
    expect(await world.deliveries('once-61', 2, 500)).toHaveLength(1);
  });

  it('case 61 no Resiliency, RETRY: RabbitMQ without requeueInFailure loses it', async ({ expect }) => {
    await world.publish('rabbit-61', {}, '', 'rabbit');
    expect(await world.deliveries('rabbit-61', 2, 500)).toHaveLength(1);
  });

  it('case 61 no Resiliency, RETRY: Kafka repeats after 5 s and keeps what follows behind it', async ({
    expect,
  }) => {
    // What has one key is on one partition.
    const key = '?metadata.partitionKey=a';
    await world.publish('kafka-61', { body: '1' }, key, 'kafka');
    await world.publish('kafka-61', { body: '2' }, key, 'kafka');
    const requests = await world.deliveries('kafka-61', 3, 7000);
    expect(requests.map((request) => eventOf(request).data)).toEqual([1, 1, 2]);
    expect(gaps(requests)[0]).toBeGreaterThanOrEqual(4500);
  });

  it('case 62 RabbitMQ with requeueInFailure: hot loop', async ({ expect }) => {
    await world.publish('requeue-62', {}, '', 'requeue');
    expect(await world.deliveries('requeue-62', 21, 2000)).toHaveLength(21);
  });

  it('case 63 ttlInSeconds=60, abc, 0', async ({ expect }) => {
    const before = Date.now();
    for (const ttl of ['60', 'abc', '0']) {
      await world.publish('ttl-63', { body: JSON.stringify(ttl) }, `?metadata.ttlInSeconds=${ttl}`);
    }
    const events = (await world.deliveries('ttl-63', 3, 400)).map(eventOf);
    const expirations = new Map(events.map(({ data, expiration }) => [data, expiration]));
    expect([...expirations.keys()].sort()).toEqual(['60', 'abc']);
    expect(expirations.get('abc')).toBeUndefined();
    expect(expirations.get('60')).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    expect(Math.abs(Date.parse(String(expirations.get('60'))) - before - 60_000)).toBeLessThan(30_000);
  });

  it('case 64 expired, dead-letter topic set: neither its subscriber nor that of the letters sees it', async ({
    expect,
  }) => {
    const event = {
      id: 'e64',
      source: 's',
      type: 't',
      specversion: '1.0',
      data: 1,
      expiration: '2020-01-01T00:00:00Z',
    };
    const headers = { 'content-type': 'application/cloudevents+json' };
    expect((await world.publish('expired-64', { headers, body: JSON.stringify(event) })).status).toBe(204);
    expect(await world.deliveries('expired-64', 1, 300)).toHaveLength(0);
    expect(await world.deliveries('dead-64', 1, 100)).toHaveLength(0);
  });

  it('case 65 bulk subscription', async ({ expect }) => {
    for (const data of ['ok', 'drop', 'retry', 'missing'])
      await world.publish('bulk-65', { body: JSON.stringify(data) });
    const letters = await world.deliveries('dead-65', 3);
    expect(letters.map((letter) => eventOf(letter).data).sort()).toEqual(['drop', 'missing', 'retry']);
    const requests = world.app.requests('/on/bulk-65');
    const bodies = requests.map((request) => JSON.parse(request.body) as BulkRequest);
    expect(bodies.map(({ entries }) => entries.map(({ event }) => event.data).sort())).toEqual([
      ['drop', 'missing', 'ok', 'retry'],
      ['missing', 'retry'],
      ['missing', 'retry'],
    ]);
    expect(requests[0]?.headers['content-type']).toBe('application/json');
    expect(bodies[0]).toMatchObject({
      topic: 'bulk-65',
      pubsubname: 'pubsub',
      type: 'com.dapr.event.sent.bulk',
    });
    for (const entry of bodies[0]?.entries ?? []) {
      expect(Object.keys(entry)).toEqual(['entryId', 'event', 'metadata', 'contentType']);
      expect(entry.entryId).toMatch(/^[0-9a-f-]{36}$/);
      expect([entry.metadata, entry.contentType]).toEqual([{}, 'application/cloudevents+json']);
    }
  });
});

interface BulkRequest {
  readonly entries: readonly {
    readonly entryId: string;
    readonly event: { readonly data: string };
    readonly metadata: Readonly<Record<string, string>>;
    readonly contentType: string;
  }[];
}

function answerBulk({ body }: RecordedRequest): AppAnswer {
  const { entries } = JSON.parse(body) as BulkRequest;
  const statuses = entries
    .filter(({ event }) => event.data !== 'missing')
    .map(({ entryId, event }) => ({
      entryId,
      status: { ok: 'SUCCESS', drop: 'DROP' }[event.data] ?? 'RETRY',
    }));
  return { body: JSON.stringify({ statuses }) };
}

const scopedPolicy = JSON.stringify({
  apiVersion: 'dapr.io/v1alpha1',
  kind: 'Resiliency',
  metadata: { name: 'scoped' },
  spec: {
    policies: { retries: { scoped: { policy: 'constant', duration: '100ms', maxRetries: 2 } } },
    targets: { components: { scoped: { inbound: { retry: 'scoped' } } } },
  },
});
