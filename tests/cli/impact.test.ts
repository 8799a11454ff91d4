import { describe, expect, it } from 'vitest';
import { project, runEda } from './run-eda.ts';

const design = `eda: 1
system: shop
domains: { sales: { owner: sales-team }, post: { owner: post-team } }
events:
  sales.order.placed:
    key: orderId
    data:
      type: object
      required: [orderId]
      properties:
        orderId: { type: string }
        customer: { type: object, properties: { name: { type: string, x-personal-data: true }, id: { type: string } } }
        lines: { type: array, items: { type: object, properties: { sku: { type: string } } } }
  sales.order.packed: { key: orderId, data: { type: object, required: [orderId], properties: { orderId: { type: string } } } }
  post.parcel.sent: { key: orderId, data: { type: object, required: [orderId], properties: { orderId: { type: string } } } }
services:
  shop-service: { domain: sales, publishes: [sales.order.placed] }
  stock-service: { domain: sales, subscribes: { sales.order.placed: { publishes: [sales.order.packed] } } }
  post-service: { domain: post, subscribes: { sales.order.packed: { publishes: [post.parcel.sent] } } }
  mail-service: { domain: post, subscribes: { sales.order.placed: { uses: [customer] }, post.parcel.sent: {} } }
  report-service: { domain: sales }
  partner: { domain: sales, external: true, subscribes: { sales.order.placed: {} } }
projections:
  orders: { service: report-service, from: [sales.order.placed], key: orderId, columns: { lines: integer } }
aggregates:
  order: { service: shop-service, key: orderId, events: [sales.order.placed] }
`;

const files = {
  'eda.yaml': design,
  'services/stock-service/src/handlers/sales-order-placed.ts': `export const handle = async ({ data }) => {
  for (const line of data.lines) await pack(line.sku);
};
`,
  'services/report-service/src/projections/orders.ts': `export const project = {
  'sales.order.placed': ({ data }) => ({ set: { lines: data.lines.length } }),
};
`,
};

describe('eda impact', () => {
  it('shows who publishes and takes an event, directly and further on', async () => {
    const { code, out, err } = await runEda(project(files), ['impact', 'sales.order.placed']);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toBe(`sales.order.placed  1.0.0, notification of sales  eda.yaml:5
  personal data  customer.name
  stored by aggregate order
published by
  shop-service (sales-team)  of its own accord  eda.yaml:17
taken by
  stock-service (sales-team)  eda.yaml:18
  mail-service (post-team)  eda.yaml:20
  report-service (sales-team)  projection orders  eda.yaml:24
  partner (sales-team, external)  eda.yaml:22
what may follow
  1  sales.order.packed  stock-service on sales.order.placed  taken by post-service (post-team)
  2  post.parcel.sent  post-service on sales.order.packed  taken by mail-service (post-team)

6 services · owned by post-team, sales-team · 2 events may follow, 2 deep
`);
  });

  it('shows who reads a field, by what the design and the code say', async () => {
    const folder = project(files);
    const { out } = await runEda(folder, ['impact', 'sales.order.placed', '--field', 'lines.*.sku']);
    expect(out).toContain(
      'stock-service (sales-team)  eda.yaml:18\n      reads it: services/stock-service/src/handlers/sales-order-placed.ts:2\n',
    );
    expect(out).toContain('mail-service (post-team)  eda.yaml:20\n      does not read it\n');
    expect(out).toContain('      reads it: services/report-service/src/projections/orders.ts:2\n');
    expect(out).toContain(
      'partner (sales-team, external)  eda.yaml:22\n      may read it: neither `uses` nor its code says so\n',
    );
    expect(out).toContain('3 of 4 subscribers read the field or may');
    const named = await runEda(folder, ['impact', 'sales.order.placed', '--field', 'customer.name']);
    expect(named.out).toContain(
      'mail-service (post-team)  eda.yaml:20\n      reads it, as the design says\n',
    );
    expect(named.out).toContain('stock-service (sales-team)  eda.yaml:18\n      does not read it\n');
  });

  it('says the same to programs', async () => {
    const args = ['impact', 'sales.order.placed', '--field', 'lines', '--format', 'json'];
    const { out } = await runEda(project(files), args);
    expect(JSON.parse(out)).toMatchObject({
      event: 'sales.order.placed',
      field: 'lines',
      personalData: ['customer.name'],
      publishedBy: [{ service: 'shop-service', owner: 'sales-team', on: [], file: 'eda.yaml', line: 17 }],
      takenBy: [
        { service: 'stock-service', reads: 'yes', lines: [{ line: 2 }] },
        { service: 'mail-service', reads: 'no' },
        { service: 'report-service', reads: 'yes' },
        { service: 'partner', reads: 'unknown', external: true },
      ],
      follows: [
        { event: 'sales.order.packed', depth: 1, by: 'stock-service' },
        { event: 'post.parcel.sent', depth: 2, takenBy: [{ service: 'mail-service' }] },
      ],
      aggregates: ['order'],
      services: [
        'mail-service',
        'partner',
        'post-service',
        'report-service',
        'shop-service',
        'stock-service',
      ],
      owners: ['post-team', 'sales-team'],
    });
  });

  it.each<[string[], number, RegExp]>([
    [['sales.order.place'], 2, /no event sales\.order\.place; did you mean sales\.order\.placed\?/],
    [
      ['sales.order.placed', '--field', 'customer.nam'],
      2,
      /no field customer\.nam; did you mean customer\.name\?\n.*fields: orderId, customer/s,
    ],
    [['a\u001b[31mb'], 2, /no event a␛\[31mb/],
  ])('%j is refused', async (args, code, message) => {
    const run = await runEda(project(files), ['impact', ...args]);
    expect(run.err).toMatch(message);
    expect({ code: run.code, out: run.out }).toEqual({ code, out: '' });
  });

  it('cannot be told of a design that cannot be read', async () => {
    expect((await runEda(project({ 'eda.yaml': 'eda: [' }), ['impact', 'a.b.c'])).code).toBe(3);
    expect((await runEda(project(), ['impact', 'a.b.c'])).code).toBe(2);
  });
});
