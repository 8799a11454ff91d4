import { expect, test } from 'vitest';
import { readDesign } from '../dapr/plan-design.fixture.ts';
import { type ConnectService, connectServices } from './connect-plan.ts';
import { jdbcConnectors } from './jdbc.ts';
import { checkJdbcSource } from './jdbc-contract.fixture.ts';

const data = 'data: { type: object, required: [id], properties: { id: { type: string } } }';

function planned(address: string): readonly ConnectService[] {
  const architecture = readDesign(`eda: 1
system: shop
domains: { sales: {} }
defaults: { outbox: connect }
events: { sales.order.placed: { key: id, ${data} }, sales.order.paid: { key: id, ${data} } }
topics: { sales.order.paid: { address: ${JSON.stringify(address)} } }
services: { order-service: { domain: sales, publishes: [sales.order.placed, sales.order.paid] } }
environments: { live: { brokers: { pubsub: { type: kafka, servers: ['k:1'] } } } }
`);
  const { live } = architecture.environments;
  return live === undefined ? [] : connectServices(architecture, live);
}

test('each topic has a connector that the documented properties allow', () => {
  const [from] = planned('paid');
  if (from === undefined) throw new Error('no service');
  const connectors = jdbcConnectors(from, 'shop');
  expect(connectors.map(({ config }) => config['topic.prefix'])).toEqual(['paid', 'sales.order.placed']);
  for (const { config } of connectors) expect(checkJdbcSource(config)).toEqual([]);
});

test('the double refuses what the connector would', () => {
  const [from] = planned('paid');
  const [connector] = from === undefined ? [] : jdbcConnectors(from, 'shop');
  const config = connector?.config ?? {};
  const wrong: readonly [string, { readonly [name: string]: string }][] = [
    ["mode: 'sometimes'", { mode: 'sometimes' }],
    ['query and table.* exclude each other', { 'table.whitelist': 'outbox' }],
    ['query has a WHERE of its own', { query: 'SELECT * FROM eda.outbox WHERE id > 1' }],
    ['poll.interval is no property', { 'poll.interval': '1' }],
    ["poll.interval.ms: 'soon'", { 'poll.interval.ms': 'soon' }],
    ['transforms.key.field is no property', { 'transforms.key.field': 'key' }],
  ];
  for (const [problem, change] of wrong) expect(checkJdbcSource({ ...config, ...change })).toContain(problem);
  const { mode: _, ...without } = config;
  expect(checkJdbcSource(without)).toContain('mode is missing');
});
