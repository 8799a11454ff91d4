import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Component } from '../../src/dev/components/component.ts';
import { startKafka } from '../../src/dev/components/kafka.ts';
import { startRedis } from '../../src/dev/components/redis.ts';
import { type Guard, startGuard } from '../../src/dev/guard.ts';
import { startWorld, type World } from '../conformance/start-world.ts';
import { pubsubComponent } from '../conformance/subject.ts';
import { startSubject } from './daprd-subject.ts';

/**
 * Rows of the conformance table that need a broker of their own, to be stopped or to refuse: what `daprd` answers then.
 * The embedded sidecar cannot show them (`tests/conformance/differences.ts`), and the relay lives by them.
 */
let guard: Guard;
let folder: string;
beforeAll(() => {
  guard = startGuard();
  folder = mkdtempSync(join(tmpdir(), 'eda-broker-trouble-'));
});
afterAll(() => {
  guard?.close();
  rmSync(folder, { recursive: true, force: true });
});

const bulk = (world: World, topic: string, entries: readonly unknown[], pubsub = 'pubsub') =>
  world.call(`/v1.0/publish/bulk/${pubsub}/${topic}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(entries),
  });

interface BulkAnswer {
  readonly errorCode?: string;
  readonly failedEntries?: readonly { readonly entryId: string; readonly error: string }[];
}

describe('Redis that is down', () => {
  let redis: Component;
  let world: World;
  beforeAll(async () => {
    redis = await startRedis({ folder: join(folder, 'redis'), guard });
    process.env.EDA_TEST_REDIS = redis.address;
    world = await startWorld({ topics: [] }, startSubject);
    expect((await world.publish('before')).status).toBe(204);
    await redis.stop();
  });
  afterAll(() => world?.stop());

  it('case 31 refuses a publication, with the code that means: try again', async () => {
    const { status, text } = await world.publish('trouble-31');
    expect([status, JSON.parse(text).errorCode]).toEqual([500, 'ERR_PUBSUB_PUBLISH_MESSAGE']);
  });

  it('case 44 names every entry of a bulk publication as failed', async () => {
    const entries = ['1', '2', '3'].map((entryId) => ({
      entryId,
      event: 1,
      contentType: 'application/json',
    }));
    const { status, text } = await bulk(world, 'trouble-44', entries);
    const { failedEntries = [] } = JSON.parse(text) as BulkAnswer;
    expect(status).toBe(500);
    expect(failedEntries.map(({ entryId }) => entryId).sort()).toEqual(['1', '2', '3']);
  });

  it('takes the next publication once Redis is back', async () => {
    await redis.start();
    await expect.poll(async () => (await world.publish('trouble-after')).status).toBe(204);
    await redis.stop();
  });
});

describe('Redis with as many connections as subscriptions', () => {
  it('case 78 refuses a publication: each subscription holds a connection', async () => {
    const redis = await startRedis({ folder: join(folder, 'pool'), guard });
    process.env.EDA_TEST_REDIS = redis.address;
    const topics = Array.from({ length: 5 }, (_, index) => ({ topic: `pool-${index}` }));
    const world = await startWorld({ topics, pubsubMetadata: { poolSize: '5' } }, startSubject);
    try {
      const { status, text } = await world.publish('pool-free');
      expect(status).toBe(500);
      expect(text).toContain('connection pool timeout');
    } finally {
      await world.stop();
      await redis.stop();
    }
  });
});

describe('Kafka that takes no message so large', () => {
  it('case 43 names the entry that was too large, and sends the others', async () => {
    const kafka = await startKafka({ folder: join(folder, 'kafka'), guard });
    const redis = await startRedis({ folder: join(folder, 'beside-kafka'), guard });
    process.env.EDA_TEST_REDIS = redis.address;
    process.env.EDA_TEST_KAFKA = kafka.address;
    const world = await startWorld(
      {
        topics: [{ topic: 'large', pubsub: 'stream' }],
        resources: [pubsubComponent('stream', { maxMessageBytes: '2048' }, 'pubsub.kafka')],
      },
      startSubject,
    );
    try {
      const entries = ['small', 'x'.repeat(4096), 'also small'].map((event, index) => ({
        entryId: String(index + 1),
        event,
        contentType: 'text/plain',
      }));
      const { status, text } = await bulk(world, 'large', entries, 'stream');
      const { errorCode, failedEntries = [] } = JSON.parse(text) as BulkAnswer;
      expect([status, errorCode]).toEqual([500, 'ERR_PUBSUB_PUBLISH_MESSAGE']);
      expect(failedEntries.map(({ entryId }) => entryId)).toEqual(['2']);
      expect(
        (await world.deliveries('large', 2, 20_000)).map(({ body }) => JSON.parse(body).data).sort(),
      ).toEqual(['also small', 'small']);
    } finally {
      await world.stop();
      await kafka.stop();
      await redis.stop();
    }
  });
});
