import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { startRecordingApp } from './recording-app.ts';
import { isEmbedded, startSubject } from './start-subject.ts';
import { startWorld, until, type World } from './start-world.ts';
import { pubsubComponent } from './subject.ts';

describe.concurrent('health and metadata', () => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld({ topics: [{ topic: 'meta-72', deadLetterTopic: 'dead-72' }] });
  });
  afterAll(() => world.stop());

  it('case 70 healthz and outbound', async ({ expect }) => {
    expect((await world.call('/v1.0/healthz')).status).toBe(204);
    expect((await world.call('/v1.0/healthz/outbound')).status).toBe(204);
  });

  it('case 71 healthz of another app', async ({ expect }) => {
    expect((await world.call('/v1.0/healthz?appid=orders')).status).toBe(204);
    const answer = await world.call('/v1.0/healthz?appid=billing');
    expect(answer.status).toBe(500);
    expect(JSON.parse(answer.text)).toEqual({
      errorCode: 'ERR_HEALTH_APPID_NOT_MATCH',
      message: 'dapr app-id does not match',
    });
  });

  it('case 72 metadata', async ({ expect }) => {
    expect((await world.call('/v1.0/metadata/colour', { method: 'PUT', body: 'blue' })).status).toBe(204);
    const answer = await world.call('/v1.0/metadata');
    expect(answer.status).toBe(200);
    const metadata = JSON.parse(answer.text) as Record<string, unknown>;
    expect(metadata).toMatchObject({
      id: 'orders',
      runtimeVersion: expect.any(String),
      enabledFeatures: expect.any(Array),
      extended: { colour: 'blue' },
      subscriptions: [
        {
          pubsubname: 'pubsub',
          topic: 'meta-72',
          rules: [{ path: '/on/meta-72' }],
          deadLetterTopic: 'dead-72',
          type: 'PROGRAMMATIC',
        },
      ],
    });
    // Streams have no capability, and then there is no list.
    expect(metadata.components).toContainEqual({ name: 'pubsub', type: 'pubsub.redis', version: 'v1' });
  });

  it('case 73 unknown path', async ({ expect }) => {
    const answer = await world.call('/v1.0/nothing/here', { method: 'POST', body: '{}' });
    expect(answer.status).toBe(404);
    expect(JSON.parse(answer.text)).toEqual({
      errorCode: 'ERR_DIRECT_INVOKE',
      message: 'failed getting app id either from the URL path or the header dapr-app-id',
    });
  });
});

/** Each has an app and a sidecar of its own, which it stops. */
describe.concurrent('lifecycle', () => {
  it('case 70 healthz stays 204 when the app dies; case 77 publish while the app is dead', async ({
    expect,
  }) => {
    const world = await startWorld({ topics: [{ topic: 'dead-77' }] });
    await world.app.stop();
    expect((await world.publish('dead-77')).status).toBe(204);
    await pause(100);
    expect((await world.call('/v1.0/healthz')).status).toBe(204);
    expect((await world.call('/v1.0/healthz/outbound')).status).toBe(204);
    await world.stop();
  });

  it('case 74 shutdown: 204, and what is in flight is waited for', async ({ expect }) => {
    const slow = { topic: 'slow-74', pubsub: 'plain', answer: () => ({ delayMs: 1500 }) };
    const world = await startWorld({ topics: [slow] });
    await world.publish('slow-74', {}, '', 'plain');
    await until(() => world.app.requests('/on/slow-74').length === 1);
    expect((await world.call('/v1.0/shutdown', { method: 'POST' })).status).toBe(204);
    await until(() => world.app.finished('/on/slow-74') === 1);
    await world.stop();
    expect(world.app.requests('/on/slow-74')).toHaveLength(1);
  });

  it('case 75 stopped with a delivery in flight: waits for it', async ({ expect }) => {
    const world = await startWorld({
      topics: [
        { topic: 'slow-75', answer: () => ({ delayMs: 500, status: 500 }), deadLetterTopic: 'dead-75' },
        { topic: 'dead-75' },
      ],
    });
    await world.publish('slow-75');
    await until(() => world.app.requests('/on/slow-75').length === 1);
    await world.stop();
    const attempts = world.app.requests('/on/slow-75').length;
    expect(world.app.finished('/on/slow-75')).toBe(attempts);
    if (isEmbedded) {
      expect(attempts).toBe(1);
      expect(world.app.requests('/on/dead-75')).toHaveLength(0);
    }
  });

  it('case 76 app not listening at start: healthz 500, outbound 204, discovery later', async ({ expect }) => {
    const placeholder = await startRecordingApp(new Map());
    await placeholder.stop();
    const subject = await startSubject({
      resources: [pubsubComponent('pubsub')],
      apps: [{ appId: 'orders', appPort: placeholder.port }],
    });
    const base = `http://127.0.0.1:${subject.httpPort('orders')}`;
    const health = await fetch(`${base}/v1.0/healthz`);
    expect([health.status, ((await health.json()) as { errorCode: string }).errorCode]).toEqual([
      500,
      'ERR_HEALTH_NOT_READY',
    ]);
    expect((await fetch(`${base}/v1.0/healthz/outbound`)).status).toBe(204);
    const list = JSON.stringify([{ pubsubname: 'pubsub', topic: 't', route: '/one' }]);
    const app = await startRecordingApp(
      new Map([
        ['/dapr/subscribe', () => ({ body: list })],
        ['/one', () => ({})],
      ]),
      placeholder.port,
    );
    await until(async () => (await fetch(`${base}/v1.0/healthz`)).status === 204);
    await fetch(`${base}/v1.0/publish/pubsub/t`, { method: 'POST', body: '{}' });
    await until(() => app.requests('/one').length === 1);
    await subject.stop();
    await app.stop();
  });
});
