import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { StartSubject } from '../conformance/subject.ts';
import { runDaprd } from './run-daprd.ts';

/** As many as Redis has unless told otherwise. More worlds than that never run at once. */
const redisDatabases = 16;
let nextDatabase = 0;

/** Real sidecars as the subject of the conformance suite: a daprd for each app, around the brokers that are started. */
export const startSubject: StartSubject = async ({ resources, apps }) => {
  const folder = mkdtempSync(join(tmpdir(), 'eda-daprd-'));
  const world = folder.slice(-6).toLowerCase();
  const database = nextDatabase++ % redisDatabases;
  await emptyRedis(database);
  resources.forEach((text, index) => {
    writeFileSync(join(folder, `resource-${index}.yaml`), placeOnBrokers(text, world, database));
  });
  const sidecars = await runDaprd({ resources: [folder], apps }).catch((error: unknown) => {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  });
  return {
    httpPort: sidecars.httpPort,
    async stop() {
      await sidecars.stop();
      rmSync(folder, { recursive: true, force: true });
    },
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
