export interface SampleParts {
  readonly publishes?: string;
  readonly key?: string;
  readonly columns?: string;
  /** The whole projection; empty: none. */
  readonly projection?: string;
}

/** A design with one publisher and one read model, to be varied. */
export function designOf(parts: SampleParts = {}): string {
  const {
    publishes = '',
    key = 'userId',
    columns = 'orders: integer, total: number, lastDay: date',
    projection = `projections:
  orders-per-person:
    { service: analytics-service, from: [sales.order.placed], key: ${key}, columns: { ${columns} } }
`,
  } = parts;
  return `eda: 1
system: shop
domains: { sales: {}, reports: {} }
events:
  sales.order.placed:
    key: orderId
    data:
      type: object
      required: [orderId, userId]
      properties: { orderId: { type: string }, userId: { type: string, format: uuid }, count: { type: integer } }
  reports.report.made: { data: { type: object } }
services:
  order-service: { domain: sales, publishes: [sales.order.placed] }
  analytics-service: { domain: reports, ${publishes} }
${projection}`;
}
