import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findDaprd } from '../../src/dev/daprd/find-daprd.ts';
import { findFreePort } from '../../src/dev/ports.ts';
import { until } from '../conformance/start-world.ts';
import type { StartSubject, Subject } from '../conformance/subject.ts';

/** As many as Redis has unless told otherwise. More worlds than that never run at once. */
const redisDatabases = 16;
let nextDatabase = 0;

/** Real sidecars as the subject of the conformance suite: a daprd for each app, around the brokers that are started. */
export const startSubject: StartSubject = async ({ resources, apps }) => {
  const program = findDaprd(process.env);
  if (program === undefined) throw new Error('there is no daprd: npm run components daprd');
  const folder = mkdtempSync(join(tmpdir(), 'eda-daprd-'));
  const world = folder.slice(-6).toLowerCase();
  const database = nextDatabase++ % redisDatabases;
  await emptyRedis(database);
  resources.forEach((text, index) => {
    writeFileSync(join(folder, `resource-${index}.yaml`), placeOnBrokers(text, world, database));
  });
  // Beside the resources, each write to it would make daprd read those again.
  const names = mkdtempSync(join(tmpdir(), 'eda-names-'));
  const configuration = join(names, 'configuration.yaml');
  writeFileSync(configuration, nameResolution(join(names, 'names.db')));
  const sidecars = new Map<string, { readonly port: number; readonly child: ChildProcess }>();
  const stop: Subject['stop'] = async () => {
    await Promise.all([...sidecars.values()].map(({ child }) => end(child)));
    for (const made of [folder, names]) rmSync(made, { recursive: true, force: true });
  };
  try {
    for (const { appId, appPort } of apps) {
      const port = await findFreePort();
      const args = [
        `--app-id=${appId}`,
        `--app-port=${appPort}`,
        `--dapr-http-port=${port}`,
        `--dapr-grpc-port=${await findFreePort()}`,
        `--dapr-internal-grpc-port=${await findFreePort()}`,
        '--dapr-listen-addresses=127.0.0.1',
        '--enable-metrics=false',
        '--log-level=warn',
        `--resources-path=${folder}`,
        `--config=${configuration}`,
      ];
      const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], cwd: folder });
      let log = '';
      for (const stream of [child.stdout, child.stderr])
        stream.on('data', (chunk: Buffer) => {
          log = (log + chunk.toString()).slice(-4000);
        });
      sidecars.set(appId, { port, child });
      await until(async () => {
        if (child.exitCode !== null) throw new Error(`daprd ended with ${child.exitCode}:\n${log}`);
        const answer = await fetch(`http://127.0.0.1:${port}/v1.0/healthz/outbound`).catch(() => undefined);
        return answer?.status === 204;
      }, 60_000);
    }
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    httpPort(appId) {
      const sidecar = sidecars.get(appId);
      if (sidecar === undefined) throw new Error(`no app is called ${appId}`);
      return sidecar.port;
    },
    stop,
  };
};

interface Component {
  readonly kind: string;
  readonly spec: { readonly type?: string; metadata?: { name: string; value: string }[] };
}

/** The resource with the addresses of the brokers that run; a subscription or policy as it is. */
function placeOnBrokers(text: string, world: string, database: number): string {
  if (!text.trimStart().startsWith('{')) return text;
  const resource = JSON.parse(text) as Component;
  if (resource.kind !== 'Component') return text;
  const metadata = resource.spec.metadata ?? [];
  const set = (name: string, value: string | undefined) => {
    const found = metadata.find((entry) => entry.name === name);
    if (value === undefined)
      metadata.splice(0, metadata.length, ...metadata.filter((entry) => entry.name !== name));
    else if (found === undefined) metadata.push({ name, value });
    else found.value = value;
  };
  switch (resource.spec.type) {
    case 'pubsub.redis':
      set('redisHost', process.env.EDA_TEST_REDIS);
      set('redisDB', String(database));
      // Each subscription holds a connection while it waits.
      if (!metadata.some(({ name }) => name === 'poolSize')) set('poolSize', '200');
      break;
    case 'pubsub.kafka':
      set('redisHost', undefined);
      set('brokers', process.env.EDA_TEST_KAFKA);
      set('authType', 'none');
      set('initialOffset', 'oldest');
      set('consumerID', world);
      break;
    case 'pubsub.rabbitmq':
      set('redisHost', undefined);
      set('hostname', process.env.EDA_TEST_RABBITMQ);
      set('username', 'guest');
      set('password', 'guest');
      set('consumerID', world);
      break;
  }
  return JSON.stringify(resource);
}

/** Worlds share the broker, and a new consumer group reads a stream from its start: each has a database, found empty. */
function emptyRedis(database: number): Promise<void> {
  const [host, port] = (process.env.EDA_TEST_REDIS ?? '').split(':');
  return new Promise((done, failed) => {
    const socket = connect(Number(port), host ?? '', () => socket.write(`SELECT ${database}\r\nFLUSHDB\r\n`));
    socket.once('error', failed);
    let answers = '';
    socket.on('data', (chunk) => {
      answers += chunk.toString();
      if (answers !== '+OK\r\n+OK\r\n') return;
      socket.end();
      done();
    });
  });
}

function nameResolution(file: string): string {
  return JSON.stringify({
    apiVersion: 'dapr.io/v1alpha1',
    kind: 'Configuration',
    metadata: { name: 'test' },
    spec: {
      nameResolution: { component: 'sqlite', version: 'v1', configuration: { connectionString: file } },
    },
  });
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((done) => child.once('exit', done));
  child.kill('SIGTERM');
  const bound = setTimeout(() => child.kill('SIGKILL'), 12_000);
  await ended;
  clearTimeout(bound);
}
