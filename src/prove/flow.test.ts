import { expect, it } from 'vitest';
import { readDesign } from '../generators/dapr/plan-design.fixture.ts';
import { indexArchitecture } from '../model/query.ts';
import { findFlows } from './flow.ts';

const data =
  'data: { type: object, required: [id], properties: { id: { type: string }, n: { type: integer } } }';
const design = readDesign(`eda: 1
system: shop
domains: { sales: {} }
events:
  sales.order.placed: { key: id, ${data} }
  sales.order.noted: { key: id, ${data} }
  sales.offer.made: { key: id, ${data} }
  sales.price.set: { key: id, ${data} }
  sales.reading.taken: { key: id, id: id, envelope: raw, ${data} }
topics:
  sales.offer.made: { ttl: 1m }
  sales.price.set: { ttl: 1d }
services:
  order-service:
    domain: sales
    publishes: [sales.order.placed, sales.order.noted, sales.offer.made, sales.price.set, sales.reading.taken]
  stock-service:
    domain: sales
    subscribes:
      sales.order.placed: { when: event.data.n > 1 }
      sales.order.noted: { versionPath: n }
      sales.offer.made: {}
      sales.price.set: {}
      sales.reading.taken: {}
  mail-service: { domain: sales, subscribes: { sales.order.placed: { deadLetter: none }, sales.price.set: {} } }
`);

it('follows what cannot be gone before a proof ends, and says what it leaves out and why', () => {
  const { flows, left } = findFlows(design, indexArchitecture(design), 'local');
  expect(flows.map(({ event, consumers }) => [event, consumers.map(({ name }) => name)])).toEqual([
    ['sales.price.set', ['stock-service/sales.price.set', 'mail-service/sales.price.set']],
  ]);
  expect(left.map(({ name, because }) => `${name}: ${because}`).sort()).toEqual([
    'mail-service/sales.order.placed: it gives events up for good, by `deadLetter: none`',
    'sales.offer.made: it may expire before a proof ends, which is no loss',
    'sales.reading.taken: a raw event cannot say which run of a proof it is of',
    'stock-service/sales.order.noted: it leaves out what is older than it knows, by `versionPath`',
    'stock-service/sales.order.placed: it takes some events only, by `when`',
  ]);
});
