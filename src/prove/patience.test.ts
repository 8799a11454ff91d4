import { expect, it } from 'vitest';
import { readDesign } from '../generators/dapr/plan-design.fixture.ts';
import type { BrokerType } from '../model/architecture.ts';
import { patienceWith } from './patience.ts';

const patienceOn = (type: BrokerType) => {
  const design = readDesign(`eda: 1
system: shop
domains: { sales: {} }
events:
  sales.order.placed: { key: id, data: { type: object, required: [id], properties: { id: { type: string } } } }
services:
  order-service: { domain: sales, publishes: [sales.order.placed] }
  stock-service: { domain: sales, subscribes: { sales.order.placed: {} } }
environments:
  local: { brokers: { pubsub: { type: ${type}, servers: ['127.0.0.1:1'] } } }
`);
  return patienceWith(design, 'local', type);
};

it('outlasts the time for which a broker leaves a message to a worker that may be gone', () => {
  // Eight attempts of 30 s, and their pauses.
  const work = 8 * 30_000 + 24_000;
  for (const type of ['redis', 'nats'] as const) expect(patienceOn(type)).toBeGreaterThan(work);
});

it('is that of a rebalance where a broken connection gives messages back', () => {
  for (const type of ['kafka', 'rabbitmq'] as const) expect(patienceOn(type)).toBe(90_000);
});
