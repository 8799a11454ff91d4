import { describe, expect, it } from 'vitest';
import { startFakeRestProxy } from '../support/fake-rest-proxy.ts';
import { project, runEda } from './run-eda.ts';

const design = `eda: 1
system: shop
domains: { sales: { owner: sales-team } }
events:
  sales.order.placed:
    key: orderId
    data: { type: object, required: [orderId], properties: { orderId: { type: string } } }
topics: { sales.order.placed: { in: { production: { address: orders } } } }
services: { shop-service: { domain: sales, publishes: [sales.order.placed] } }
environments:
  local: { brokers: { pubsub: { type: in-memory } } }
  production: { brokers: { pubsub: { type: kafka, servers: ['kafka:9092'] } } }
`;
const publish = (...args: readonly string[]) => [
  'publish',
  'sales.order.placed',
  '--data',
  '{"orderId":"o-1"}',
  '--via',
  'rest-proxy',
  '--env',
  'production',
  ...args,
];

describe('eda publish --via rest-proxy', () => {
  it('sends the envelope that sidecars read, under the key of the event', async () => {
    const proxy = await startFakeRestProxy({ topics: ['orders'] });
    const folder = project({ 'eda.yaml': design });
    const { code, out, err } = await runEda(folder, publish('--rest-proxy', `${proxy.url}/`));
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatch(
      /^shop-service → sales\.order\.placed {2}[0-9a-f-]{36} {2}topic orders, partition 0, offset 0\n$/,
    );
    expect(proxy.records).toEqual([
      {
        topic: 'orders',
        key: 'o-1',
        value: expect.objectContaining({
          specversion: '1.0',
          type: 'sales.order.placed',
          source: '/shop/shop-service',
          subject: 'o-1',
          data: { orderId: 'o-1' },
        }),
      },
    ]);
    const json = await runEda(folder, publish('--format', 'json'), { EDA_REST_PROXY_URL: proxy.url });
    expect(JSON.parse(json.out)).toMatchObject({ topic: 'orders', partition: 0, offset: 1 });
  });

  it('takes the key of the API from variables', async () => {
    const login = `Basic ${Buffer.from('key:secret').toString('base64')}`;
    const proxy = await startFakeRestProxy({ topics: ['orders'], login });
    const folder = project({ 'eda.yaml': design });
    const args = publish('--rest-proxy', proxy.url);
    expect(await runEda(folder, args)).toMatchObject({
      code: 2,
      err: expect.stringContaining('it wants a login'),
    });
    const wrong = await runEda(folder, args, { EDA_REST_PROXY_KEY: 'key', EDA_REST_PROXY_SECRET: 'wrong' });
    expect(wrong).toMatchObject({ code: 2, err: expect.stringContaining('it does not take this login') });
    expect(wrong.err).not.toContain('wrong');
    const right = { EDA_REST_PROXY_KEY: 'key', EDA_REST_PROXY_SECRET: 'secret' };
    expect(await runEda(folder, args, right)).toMatchObject({ code: 0 });
  });

  it('says what is refused, also in an answer of 200', async () => {
    const proxy = await startFakeRestProxy({ topics: [], clusters: ['a', 'b'] });
    const folder = project({ 'eda.yaml': design });
    expect(await runEda(folder, publish('--rest-proxy', proxy.url))).toMatchObject({
      code: 1,
      err: expect.stringContaining('has several clusters; say which: --cluster a or b'),
    });
    expect(await runEda(folder, publish('--rest-proxy', proxy.url, '--cluster', 'b'))).toMatchObject({
      code: 1,
      err: 'eda: sales.order.placed was not accepted: This server does not host this topic-partition. (40403)\n',
    });
    expect(await runEda(folder, publish('--rest-proxy', proxy.url, '--cluster', 'c'))).toMatchObject({
      code: 1,
      err: expect.stringContaining('Cluster c cannot be found.'),
    });
  });

  it('says what it was not told', async () => {
    const folder = project({ 'eda.yaml': design });
    expect(await runEda(folder, publish())).toMatchObject({
      code: 2,
      err: 'eda: where is the REST Proxy? --rest-proxy <url>, or EDA_REST_PROXY_URL\n',
    });
    expect(await runEda(folder, publish('--rest-proxy', 'http://127.0.0.1:1'))).toMatchObject({
      code: 3,
      err: expect.stringContaining('no REST Proxy at http://127.0.0.1:1'),
    });
    expect(await runEda(folder, [...publish(), '--env', 'local'])).toMatchObject({
      code: 2,
      err: expect.stringContaining('local carries sales.order.placed by in-memory'),
    });
  });
});
