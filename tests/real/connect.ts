import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Component, ComponentOptions } from '../../src/dev/components/component.ts';
import { kafkaJava } from '../../src/dev/components/kafka.ts';
import { runProgram } from '../../src/dev/components/run-program.ts';
import { findFreePort } from '../../src/dev/ports.ts';
import { findComponent } from './find-component.ts';

export interface KafkaConnect extends Component {
  /** Base URL of its REST API. */
  readonly url: string;
}

/**
 * A worker of Kafka Connect with Debezium's PostgreSQL connector, beside a Kafka.
 * @param env what `${env:…}` in connectors is filled in from
 */
export async function startConnect(
  kafka: string,
  env: Readonly<Record<string, string>>,
  { folder, guard }: ComponentOptions,
): Promise<KafkaConnect> {
  const port = await findFreePort();
  const url = `http://127.0.0.1:${port}`;
  mkdirSync(folder, { recursive: true });
  const properties = join(folder, 'worker.properties');
  const settings = {
    'bootstrap.servers': kafka,
    listeners: url,
    'rest.advertised.host.name': '127.0.0.1',
    'key.converter': 'org.apache.kafka.connect.storage.StringConverter',
    'value.converter': 'org.apache.kafka.connect.storage.StringConverter',
    'offset.storage.file.filename': join(folder, 'offsets'),
    'offset.flush.interval.ms': 500,
    'plugin.path': findComponent('debezium'),
    // Looking through every class costs twice the time and memory.
    'plugin.discovery': 'service_load',
    'config.providers': 'env',
    'config.providers.env.class': 'org.apache.kafka.common.config.provider.EnvVarConfigProvider',
  };
  writeFileSync(
    properties,
    Object.entries(settings)
      .map(([name, value]) => `${name}=${value}\n`)
      .join(''),
  );
  const component = await runProgram({
    name: 'connect',
    address: `127.0.0.1:${port}`,
    folder,
    guard,
    command: 'java',
    args: [
      '-Xmx256m',
      '-Xss512k',
      ...kafkaJava(),
      'org.apache.kafka.connect.cli.ConnectStandalone',
      properties,
    ],
    env,
    ready: async () => (await fetch(`${url}/connectors`)).ok,
    patienceMs: 180_000,
  });
  return { ...component, url };
}
