import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { shopOnBrokers } from '../../../tests/support/shop-on-brokers.ts';
import { indexArchitecture } from '../../model/query.ts';
import { readDesign } from '../dapr/plan-design.fixture.ts';
import type { Assets } from '../generator.ts';
import { composeGenerator } from './compose-generator.ts';

const assets = { version: '1', render: (_template: string, view: object) => JSON.stringify(view) } as Assets;

interface Container {
  readonly image: string;
  readonly environment?: { readonly [variable: string]: string };
  readonly command?: readonly string[];
  readonly network_mode?: string;
  readonly ports?: readonly string[];
}

function plan(text: string) {
  const architecture = readDesign(text);
  const index = indexArchitecture(architecture);
  const { files } = composeGenerator.plan({ architecture, index, options: {}, record: {}, assets });
  const texts = new Map(files.map((file) => [file.path, file.content()]));
  const services = (environment: string) =>
    (
      parse(texts.get(`infra/${environment}/compose/docker-compose.yaml`) ?? '') as {
        services: { [name: string]: Container };
      }
    ).services;
  return { texts, services };
}

test('environments on Kubernetes, in memory and local get no file', () => {
  expect(plan(shopOnBrokers('kubernetes')).texts.size).toBe(0);
  const { texts } = plan(shopOnBrokers('env'));
  expect([...texts.keys()].some((path) => path.startsWith('infra/local'))).toBe(false);
  expect(texts.has('infra/redis/compose/docker-compose.yaml')).toBe(true);
});

test('no value of a secret stands in the file, and each is asked for', () => {
  const { services } = plan(shopOnBrokers('env'));
  for (const environment of ['redis-plain', 'rabbitmq-plain', 'nats-plain', 'kafka']) {
    for (const [name, { environment: variables = {} }] of Object.entries(services(environment))) {
      for (const [variable, value] of Object.entries(variables)) {
        if (!/TOKEN|PASS|SECRET|LOGIN/.test(variable)) continue;
        expect(value, `${environment} ${name} ${variable}`).toMatch(/^\$\{[A-Z0-9_]+:\?[^}]+\}$/);
      }
    }
  }
});

test('a sidecar is in the network of its service alone, with the tokens of that service', () => {
  const { 'order-service': app, 'order-service-dapr': sidecar } = plan(shopOnBrokers('env')).services(
    'redis',
  );
  expect(sidecar?.network_mode).toBe('service:order-service');
  expect(sidecar?.command).toContain('--dapr-listen-addresses=127.0.0.1');
  expect(app?.environment).toMatchObject({ EDA_ENVIRONMENT: 'redis' });
  for (const token of ['APP_API_TOKEN', 'DAPR_API_TOKEN'])
    expect(sidecar?.environment?.[token]).toBe(app?.environment?.[token]);
});

test('only what somebody outside asks is published, on the loopback', () => {
  const services = plan(shopOnBrokers('env')).services('redis');
  expect(services['order-service']?.ports).toEqual(['127.0.0.1:7001:3000']);
  expect(services['stock-service']?.ports).toBeUndefined();
  expect(services['mail-service']?.ports).toBeUndefined();
});

test('a broker runs beside the services where its server has no domain, TLS or login by more than a variable', () => {
  const { services, texts } = plan(shopOnBrokers('env'));
  expect(services('redis-plain').redis?.image).toMatch(/^redis:/);
  expect(services('kafka-plain').kafka?.image).toMatch(/^apache\/kafka:/);
  expect(services('nats-plain')['nats-streams']?.command).toEqual(['sh', '/nats/apply-streams.sh']);
  expect(services('kafka')).not.toHaveProperty('k1');
  expect(texts.get('infra/kafka/compose/docker-compose.yaml')).toContain(
    'Not started here, and to be reached from the containers: pubsub (kafka at k1:9093, k2:9093).',
  );
});
