import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { type Answerer, startRecordingApp } from './recording-app.ts';
import { startSubject } from './start-subject.ts';
import { eventOf, startWorld, until, type World } from './start-world.ts';
import { pubsubComponent } from './subject.ts';

describe.concurrent('subscribe', () => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld({
      topics: [
        { topic: 'routed-48', rules: rules48 },
        {
          topic: 'unmatched-49',
          rules: [{ match: 'event.type == "x"', path: '/on/never' }],
          byDefault: false,
          deadLetterTopic: 'dead-49',
        },
        { topic: 'dead-49' },
        {
          topic: 'missing-50',
          rules: [{ match: 'event.data.missing == 1', path: '/on/never' }],
          deadLetterTopic: 'dead-50',
        },
        { topic: 'dead-50' },
      ],
      answerers: { '/on/by-type': () => ({}), '/on/by-data': () => ({}), '/on/never': () => ({}) },
    });
  });
  afterAll(() => world.stop());

  it('case 48 route by type, by data, default: the first true rule', async ({ expect }) => {
    const big = { body: '{"total":150}' };
    await world.publish('routed-48', big, '?metadata.cloudevent.type=paid&metadata.cloudevent.id=by-type');
    await world.publish('routed-48', big, '?metadata.cloudevent.id=by-data');
    await world.publish('routed-48', { body: '{"total":50}' }, '?metadata.cloudevent.id=small');
    const text = { headers: { 'content-type': 'text/plain' }, body: 'no object' };
    await world.publish('routed-48', text, '?metadata.cloudevent.id=text');
    await world.deliveries('routed-48', 2);
    const ids = (path: string) => world.app.requests(path).map((request) => eventOf(request).id);
    expect(ids('/on/by-type')).toEqual(['by-type']);
    expect(ids('/on/by-data')).toEqual(['by-data']);
    expect(ids('/on/routed-48').sort()).toEqual(['small', 'text']);
  });

  it('case 49 no rule, no default, dead-letter topic set: to the dead letters', async ({ expect }) => {
    await world.publish('unmatched-49', {}, '?metadata.cloudevent.id=e49');
    const [letter] = await world.deliveries('dead-49', 1);
    expect(eventOf(letter)).toMatchObject({ id: 'e49', topic: 'unmatched-49' });
  });

  it('case 50 CEL on a missing field: to the dead letters, default not tried', async ({ expect }) => {
    await world.publish('missing-50', {}, '?metadata.cloudevent.id=e50');
    const [letter] = await world.deliveries('dead-50', 1);
    expect(eventOf(letter)).toMatchObject({ id: 'e50', topic: 'missing-50' });
    expect(await world.deliveries('missing-50', 1, 50)).toHaveLength(0);
  });
});

const rules48 = [
  { match: 'event.type == "paid"', path: '/on/by-type' },
  { match: 'has(event.data.total) && event.data.total > 100', path: '/on/by-data' },
];

/** An app of its own for each case: what it answers to `/dapr/subscribe` is the case. */
describe.concurrent('discovery', () => {
  const startApp = async (
    subscribe: Answerer,
    resources: readonly string[] = [],
    paths: readonly string[] = [],
  ) => {
    const answerers = new Map<string, Answerer>([['/dapr/subscribe', subscribe]]);
    for (const path of ['/one', '/two', ...paths]) answerers.set(path, () => ({}));
    const app = await startRecordingApp(answerers);
    const subject = await startSubject({
      resources: [pubsubComponent('pubsub'), ...resources],
      apps: [{ appId: 'orders', appPort: app.port }],
    });
    const base = `http://127.0.0.1:${subject.httpPort('orders')}`;
    await until(async () => (await fetch(`${base}/v1.0/healthz`)).status === 204);
    const publish = async (topic: string) => {
      const headers = { 'content-type': 'application/json' };
      await fetch(`${base}/v1.0/publish/pubsub/${topic}`, { method: 'POST', headers, body: '{}' });
      await pause(200);
    };
    const stop = async () => {
      await subject.stop();
      await app.stop();
    };
    return { app, publish, stop };
  };
  const listing =
    (...items: object[]): Answerer =>
    () => ({ body: JSON.stringify(items) });
  const item = (topic: string, route?: string, more: object = {}) => ({
    pubsubname: 'pubsub',
    topic,
    route,
    ...more,
  });
  const declared = (
    apiVersion: string,
    name: string,
    topic: string,
    routing: object,
    scopes?: readonly string[],
  ) =>
    JSON.stringify({
      apiVersion: `dapr.io/${apiVersion}`,
      kind: 'Subscription',
      metadata: { name },
      spec: { pubsubname: 'pubsub', topic, ...routing },
      scopes,
    });

  it('case 45 asked once, with dapr-app-id; an item without route is left out', async ({ expect }) => {
    const { app, publish, stop } = await startApp(listing(item('bare'), item('t', '/one')));
    await publish('bare');
    await publish('t');
    const asked = app.requests('/dapr/subscribe');
    expect(asked.map(({ method, headers }) => [method, headers['dapr-app-id']])).toEqual([['GET', 'orders']]);
    expect(app.requests('/one')).toHaveLength(1);
    await stop();
  });

  it('case 46 two items for one topic: the later wins', async ({ expect }) => {
    const { app, publish, stop } = await startApp(listing(item('t', '/one'), item('t', '/two')));
    await publish('t');
    expect([app.requests('/one').length, app.requests('/two').length]).toEqual([0, 1]);
    await stop();
  });

  const useless: readonly { readonly what: string; readonly subscribe: Answerer }[] = [
    { what: '404', subscribe: () => ({ status: 404 }) },
    { what: '500', subscribe: () => ({ status: 500, body: '[]' }) },
    {
      what: 'invalid CEL',
      subscribe: listing(
        item('t', '/one'),
        item('u', undefined, { routes: { rules: [{ match: 'event.type ==', path: '/two' }] } }),
      ),
    },
  ];
  for (const { what, subscribe } of useless) {
    it(`case 47 discovery answered with ${what}: no subscriptions, and ready all the same`, async ({
      expect,
    }) => {
      const { app, publish, stop } = await startApp(subscribe);
      await publish('t');
      expect(app.requests('/one')).toHaveLength(0);
      await stop();
    });
  }

  it('case 51 declarative: v1alpha1, v2alpha1, scopes; programmatic replaces', async ({ expect }) => {
    const { app, publish, stop } = await startApp(
      listing(item('both', '/two')),
      [
        declared('v1alpha1', 'first', 'old', { route: '/old' }),
        declared('v2alpha1', 'second', 'new', { routes: { default: '/new' } }, ['orders']),
        declared('v2alpha1', 'third', 'others', { routes: { default: '/others' } }, ['billing']),
        declared('v1alpha1', 'fourth', 'both', { route: '/one' }),
      ],
      ['/old', '/new', '/others'],
    );
    for (const topic of ['old', 'new', 'others', 'both']) await publish(topic);
    const counts = ['/old', '/new', '/others', '/one', '/two'].map((path) => app.requests(path).length);
    expect(counts).toEqual([1, 1, 0, 0, 1]);
    await stop();
  });
});
