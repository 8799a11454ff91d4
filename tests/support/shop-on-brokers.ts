/** Every type of broker with a login that its component has, as an entry of `brokers` in a design. */
export const brokersWithLogins = {
  redis: "type: redis, servers: ['redis:6379'], auth: { type: password, secret: redis-login }",
  kafka:
    "type: kafka, servers: ['k1:9093', 'k2:9093'], tls: true, auth: { type: password, secret: kafka-login }",
  'kafka-mtls': "type: kafka, servers: ['k1:9093'], auth: { type: mtls, secret: 'kafka-{service}' }",
  'kafka-oidc': "type: kafka, servers: ['k1:9093'], auth: { type: oidc, secret: kafka-oidc }",
  'kafka-iam':
    "type: kafka, servers: ['b-1.shop.abc.c2.kafka.eu-central-1.amazonaws.com:9098'], auth: { type: aws-iam }",
  rabbitmq: "type: rabbitmq, servers: ['rabbit:5672'], auth: { type: password, secret: rabbit-login }",
  nats: "type: nats, servers: ['nats:4222'], auth: { type: token, secret: nats-login }",
  pulsar: "type: pulsar, servers: ['pulsar:6650'], auth: { type: token, secret: pulsar-login }",
  mqtt: "type: mqtt, servers: ['mqtt:1883']",
  // Without TLS, as in containers beside the services.
  'redis-plain':
    "type: redis, servers: ['redis:6379'], tls: false, auth: { type: password, secret: redis-login }",
  'rabbitmq-plain':
    "type: rabbitmq, servers: ['rabbit:5672'], tls: false, auth: { type: password, secret: rabbit-login }",
  'nats-plain': "type: nats, servers: ['nats:4222'], tls: false, auth: { type: token, secret: nats-login }",
  'kafka-plain': "type: kafka, servers: ['kafka:9092']",
  'pulsar-plain': "type: pulsar, servers: ['pulsar:6650']",
  'aws-sns-sqs': 'type: aws-sns-sqs, region: eu-central-1',
  'gcp-pubsub': 'type: gcp-pubsub, project: acme-prod',
  'azure-service-bus': 'type: azure-service-bus, namespace: acme.servicebus.windows.net',
  'azure-event-hubs':
    'type: azure-event-hubs, namespace: acme.servicebus.windows.net, storage: acmecheckpoints',
} as const;

/**
 * A shop with an environment for each of `brokersWithLogins`, beside `local`.
 * @param secrets where the environments have them
 */
export function shopOnBrokers(secrets: 'kubernetes' | 'env', more = ''): string {
  const environments = Object.entries(brokersWithLogins).map(
    ([name, broker]) => `
  ${name}:
    brokers: { pubsub: { ${broker} } }
    secrets: { type: ${secrets} }
    database: { server: 'postgres:5432', auth: { type: password, secret: '{service}-login' } }
    tracing: { endpoint: 'http://otel:4317', sample: 0.1 }`,
  );
  return `
eda: 1
system: shop
domains: { sales: { owner: sales-team }, stock: { owner: stock-team } }
events:
  sales.order.placed:
    key: orderId
    data: { type: object, required: [orderId], properties: { orderId: { type: string } } }
  stock.item.reserved:
    key: orderId
    data: { type: object, required: [orderId], properties: { orderId: { type: string } } }
topics: { sales.order.placed: { address: placed }, stock.item.reserved: { address: reserved } }
services:
  order-service:
    domain: sales
    publishes: [sales.order.placed]
    defaults: { deadLetter: orders-dead }
    subscribes: { stock.item.reserved: { maxLag: 250 } }
    calls: { stock-service: { getItem: { timeout: 500ms } }, payment-provider: { charge: {} } }
    serves: { placeOrder: { post: /orders } }
    replicas: 2
  stock-service:
    domain: stock
    publishes: [stock.item.reserved]
    defaults: { deadLetter: stock-dead }
    subscribes: { sales.order.placed: {} }
    serves: { getItem: { get: '/items/{itemId}' } }
  mail-service:
    domain: sales
    language: python
    database: none
    defaults: { deadLetter: mail-dead }
    subscribes: { sales.order.placed: {} }
  payment-provider:
    { domain: sales, external: true, url: 'https://pay.example.com', serves: { charge: { post: /charges } } }
environments:
  local: { brokers: { pubsub: { type: in-memory } } }${environments.join('')}
${more}`;
}
