import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findKafkaHome, findNats, findRabbitMq } from '../dev/components/broker-programs.ts';
import { lookForProgram } from '../dev/components/find-program.ts';
import { componentsFolder, daprVersion, findDaprd } from '../dev/daprd/find-daprd.ts';
import type { Check } from './machine-report.ts';
import { askVersion } from './program-check.ts';

type Variables = Readonly<Record<string, string | undefined>>;

/** Where `eda dev --dapr` looks for it, with a warning of a version that resources are not made for. */
export async function daprdCheck(env: Variables): Promise<Check> {
  const get = isClone()
    ? 'npm run components daprd'
    : `install the Dapr CLI, then dapr init --slim --runtime-version ${daprVersion}`;
  const check = {
    name: 'daprd',
    weight: 'useful',
    for: 'eda dev --dapr, eda prove --broker: the services on real Dapr',
  } as const;
  const path = findDaprd(env);
  if (path === undefined) {
    if ((env.EDA_DAPRD ?? '') === '') return { ...check, get };
    return { ...check, get: 'EDA_DAPRD names what is no program: unset it, or name one' };
  }
  const said = await askVersion(path);
  const found = said === undefined ? path : `${said} (${path})`;
  if (said === daprVersion) return { ...check, found };
  const warning = `${daprVersion} is what resources are made for and tested with: ${get}`;
  return { ...check, found, warning, get };
}

/** Brokers that `eda prove --broker` starts, each where it looks for it. */
export function brokerChecks(env: Variables): Check[] {
  const kafka = findKafkaHome(env);
  const java = lookForProgram(env, 'java');
  const kafkaFolder = join(componentsFolder(env), 'kafka-<version>');
  const one = (choice: string, path: string | undefined, get: string): Check => ({
    ...{ name: choice, weight: 'useful', for: `eda prove --broker ${choice}` },
    ...(path === undefined ? {} : { found: path }),
    get: isClone() ? `npm run components ${choice}` : get,
  });
  return [
    one('redis', lookForProgram(env, 'redis-server'), 'install redis-server'),
    {
      ...one(
        'kafka',
        kafka && java && `${basename(kafka).replace('kafka-', '')} (${kafka})`,
        `unpack Apache Kafka as ${kafkaFolder}`,
      ),
      // Its jars alone do nothing.
      ...(java === undefined && { get: 'install Java 17 or newer, then look again' }),
    },
    one('rabbitmq', findRabbitMq(env), 'install rabbitmq-server'),
    one('nats', findNats(env), 'install nats-server'),
  ];
}

/** A clone of eda has the script that builds and downloads components; the package has not. */
function isClone(): boolean {
  return ['../scripts', '../../scripts'].some((folder) =>
    existsSync(fileURLToPath(new URL(`${folder}/install-components.mjs`, import.meta.url))),
  );
}
