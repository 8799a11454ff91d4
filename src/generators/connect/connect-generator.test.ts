import { expect, test } from 'vitest';
import { indexArchitecture } from '../../model/query.ts';
import { openAssets } from '../assets.ts';
import { readDesign } from '../dapr/plan-design.fixture.ts';
import { connectGenerator } from './connect-generator.ts';

const design = (local: string) => `eda: 1
system: shop
domains: { sales: {} }
events: { sales.order.placed: { key: id, data: { type: object, properties: { id: { type: string } }, required: [id] } } }
services: { order-service: { domain: sales, outbox: connect${local}, publishes: [sales.order.placed] } }
environments:
  local: { brokers: { pubsub: { type: in-memory } } }
  live: { brokers: { pubsub: { type: kafka, servers: ['k:1'] } } }
`;
const plan = async (text: string) => {
  const architecture = readDesign(text);
  const index = indexArchitecture(architecture);
  return connectGenerator.plan({ architecture, index, options: {}, record: {}, assets: await openAssets() });
};

test('an outbox that nobody empties is told', async () => {
  const { files, diagnostics } = await plan(design(''));
  expect(files.map(({ path }) => path)).toEqual([
    'infra/live/connect/order-service.json',
    'infra/live/connect/order-service.sql',
  ]);
  expect(diagnostics).toMatchObject([
    {
      code: 'outbox-stranded',
      message: expect.stringContaining('in local: outbox: connect needs topics on Kafka'),
    },
  ]);
});

test('one that has its relay there is not', async () => {
  expect((await plan(design(', in: { local: { outbox: relay } }'))).diagnostics).toEqual([]);
});
