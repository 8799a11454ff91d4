import { describe, expect, test } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { shopOnBrokers } from '../../../tests/support/shop-on-brokers.ts';
import { indexArchitecture } from '../../model/query.ts';
import { checkShape } from '../../spec/eda/shape/check-shape.ts';
import { readDesign } from '../dapr/plan-design.fixture.ts';
import type { Assets } from '../generator.ts';
import { kubernetesGenerator } from './kubernetes-generator.ts';

interface Resource {
  readonly kind: string;
  readonly metadata: { readonly name: string };
  // Tests look into resources of many kinds.
  // biome-ignore lint/suspicious/noExplicitAny: as above
  readonly spec: any;
}

const assets = { version: '1', render: (_template: string, view: object) => JSON.stringify(view) } as Assets;

function plan(text: string, options: { readonly [name: string]: unknown } = {}) {
  const architecture = readDesign(text);
  const index = indexArchitecture(architecture);
  const { files } = kubernetesGenerator.plan({ architecture, index, options, record: {}, assets });
  const texts = new Map(files.map((file) => [file.path, file.content()]));
  const resources = (path: string): Resource[] =>
    parseAllDocuments(texts.get(path) ?? '').map((document) => document.toJS() as Resource);
  const find = (path: string, kind: string) => resources(path).find((resource) => resource.kind === kind);
  return { texts, find, paths: [...texts.keys()] };
}

const onKafka = (service: string) => `infra/kafka/kubernetes/${service}.yaml`;

test('only environments whose secrets are on Kubernetes get manifests', () => {
  const { paths } = plan(shopOnBrokers('kubernetes'));
  expect(paths.some((path) => path.startsWith('infra/local'))).toBe(false);
  expect(paths).toContain('infra/kafka/kubernetes/order-service.yaml');
  expect(paths.some((path) => path.includes('payment-provider'))).toBe(false);
  expect(plan(shopOnBrokers('env')).paths).toEqual([]);
});

test('tokens and logins are references to secrets, in pods as in sidecars', () => {
  const { find } = plan(shopOnBrokers('kubernetes'));
  const deployment = find('infra/kubernetes/base/stock-service.yaml', 'Deployment')?.spec.template;
  expect(deployment.metadata.annotations).toMatchObject({
    'dapr.io/app-id': 'stock-service',
    'dapr.io/config': 'stock-service',
    'dapr.io/app-token-secret': 'stock-service-app-token',
    'dapr.io/api-token-secret': 'stock-service-api-token',
  });
  const variables = [
    ...deployment.spec.containers[0].env,
    ...(find('infra/kafka/kubernetes/patches/stock-service.yaml', 'Deployment')?.spec.template.spec
      .containers[0].env ?? []),
  ] as { name: string; value?: string; valueFrom?: { secretKeyRef: { name: string } } }[];
  const referred = variables.map(({ name, valueFrom }) => [name, valueFrom?.secretKeyRef.name]);
  expect(Object.fromEntries(referred)).toEqual({
    APP_API_TOKEN: 'stock-service-app-token',
    DAPR_API_TOKEN: 'stock-service-api-token',
    EDA_ADMIN_TOKEN: 'stock-service-admin-token',
    EDA_ENVIRONMENT: undefined,
    DATABASE_URL: undefined,
    PGUSER: 'stock-service-login',
    PGPASSWORD: 'stock-service-login',
  });
  expect(variables.find(({ name }) => name === 'DATABASE_URL')?.value).toBe(
    'postgres://postgres:5432/stock_service',
  );
});

describe('network policies', () => {
  const { find } = plan(shopOnBrokers('kubernetes'), { ingressNamespaces: ['ingress-nginx'] });
  const rules = (service: string) => find(onKafka(service), 'NetworkPolicy')?.spec;
  const ports = (rule: { ports: { port: number }[] }) => rule.ports.map(({ port }) => port);

  test('let the callers of the design reach the sidecar, and those outside what is for them', () => {
    expect(rules('stock-service').ingress.map(ports)).toEqual([[50_002], [3000, 9090]]);
    expect(JSON.stringify(rules('stock-service').ingress[0])).toContain('"order-service"');
    expect(rules('order-service').ingress.map(ports)).toEqual([[3000], [3000, 9090]]);
    expect(JSON.stringify(rules('order-service').ingress[0])).toContain('"ingress-nginx"');
    // Nobody asks it anything.
    expect(rules('mail-service').ingress.map(ports)).toEqual([[3000, 9090]]);
  });

  test('let a service reach what the design names, and no more', () => {
    const open = (service: string) => ports(rules(service).egress.at(-1));
    expect(open('order-service')).toEqual([443, 4317, 5432, 9093]);
    expect(open('mail-service')).toEqual([4317, 9093]);
  });
});

describe('scaling', () => {
  test('all replicas run when the lag is what alerts ring at', () => {
    const { find } = plan(shopOnBrokers('kubernetes', 'defaults: { partitions: 5 }'));
    const scaler = find(onKafka('order-service'), 'ScaledObject')?.spec;
    // More replicas than partitions would idle.
    expect([scaler.minReplicaCount, scaler.maxReplicaCount]).toEqual([2, 5]);
    expect(scaler.triggers).toEqual([
      {
        type: 'kafka',
        metadata: {
          ...{ bootstrapServers: 'k1:9093,k2:9093', consumerGroup: 'order-service', topic: 'reserved' },
          ...{ lagThreshold: '50', offsetResetPolicy: 'latest', tls: 'enable', sasl: 'scram_sha512' },
        },
        authenticationRef: { name: 'order-service-pubsub' },
      },
    ]);
    const patch = find('infra/kafka/kubernetes/patches/order-service.yaml', 'Deployment')?.spec;
    expect(patch).not.toHaveProperty('replicas');
  });

  test.each([
    ['type: password', 'scram_sha512'],
    ['type: password, mechanism: SHA-256', 'scram_sha256'],
    ['type: password, mechanism: PLAIN', 'plaintext'],
  ])('asks Kafka with the login %s', (auth, sasl) => {
    const shop = shopOnBrokers('kubernetes').replaceAll(
      'type: password, secret: kafka',
      `${auth}, secret: kafka`,
    );
    const scaler = plan(shop).find(onKafka('order-service'), 'ScaledObject')?.spec;
    expect(scaler.triggers[0].metadata.sasl).toBe(sasl);
  });

  test('asks for a token with the scopes that sidecars ask for', () => {
    const scoped = 'type: oidc, scopes: [kafka, lag], secret';
    const { find } = plan(shopOnBrokers('kubernetes').replace('type: oidc, secret', scoped));
    const file = 'infra/kafka-oidc/kubernetes/order-service.yaml';
    const login = find(file, 'TriggerAuthentication');
    const [reference] = login?.spec.configMapTargetRef ?? [];
    expect(reference).toEqual({ parameter: 'scopes', name: login?.metadata.name, key: 'scopes' });
    expect(find(file, 'ConfigMap')).toMatchObject({
      metadata: { name: reference.name },
      data: { scopes: 'kafka,lag' },
    });
  });

  test('is by CPU where KEDA knows no lag of the broker, or is not there', () => {
    const { find } = plan(shopOnBrokers('kubernetes'));
    expect(find('infra/mqtt/kubernetes/mail-service.yaml', 'HorizontalPodAutoscaler')?.spec).toMatchObject({
      minReplicas: 1,
      maxReplicas: 10,
    });
    const without = plan(shopOnBrokers('kubernetes'), { autoscaling: 'hpa' });
    expect(without.find(onKafka('mail-service'), 'ScaledObject')).toBeUndefined();
    expect(without.find(onKafka('mail-service'), 'HorizontalPodAutoscaler')).toBeDefined();
  });

  test('is not where a second replica would lose the order, or nobody wants it', () => {
    const ordered = plan(shopOnBrokers('kubernetes', 'defaults: { ordered: true }'));
    expect(ordered.find('infra/redis/kubernetes/stock-service.yaml', 'ScaledObject')).toBeUndefined();
    const patch = ordered.find('infra/redis/kubernetes/patches/stock-service.yaml', 'Deployment')?.spec;
    expect(patch.replicas).toBe(1);
    // Partitions keep the order of keys.
    expect(ordered.find(onKafka('stock-service'), 'ScaledObject')).toBeDefined();
    const none = plan(shopOnBrokers('kubernetes'), { autoscaling: 'none' });
    expect([...none.texts.values()].join('')).not.toMatch(/ScaledObject|HorizontalPodAutoscaler/);
  });

  test.each([
    ['redis', { stream: 'reserved', consumerGroup: 'order-service', address: 'redis:6379' }],
    ['rabbitmq', { queueName: 'order-service-reserved', host: 'amqps://rabbit:5672/', mode: 'QueueLength' }],
    ['nats', { stream: 'shop-pubsub', consumer: 'order-service_reserved', account: '$G' }],
    ['gcp-pubsub', { subscriptionName: 'order-service-reserved' }],
    ['azure-service-bus', { topicName: 'reserved', subscriptionName: 'order-service', namespace: 'acme' }],
  ])('on %s asks for the names that Dapr uses there', (environment, metadata) => {
    const { find } = plan(shopOnBrokers('kubernetes'));
    const scaler = find(`infra/${environment}/kubernetes/order-service.yaml`, 'ScaledObject');
    expect(scaler?.spec.triggers[0].metadata).toMatchObject(metadata);
  });
});

test('hostile options are refused', () => {
  const refused = { image: "x'\n- evil", maxReplicas: 0, ingressNamespaces: ['UPPER'], memory: '1; rm' };
  for (const [name, value] of Object.entries(refused)) {
    const design = { eda: 1, system: 'shop', generate: { kubernetes: { [name]: value } } };
    expect(checkShape({ path: 'eda.yaml', value: design, role: 'root' }), name).toHaveLength(1);
  }
});
