import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseDaprdLog } from '../../src/dev/daprd/read-daprd-log.ts';
import { findFreePort } from '../../src/dev/ports.ts';
import { planDesign, readDesign } from '../../src/generators/dapr/plan-design.fixture.ts';
import { end, spawnDaprd } from './run-daprd.ts';

const data = 'data: { type: object, required: [id], properties: { id: { type: string } } }';
const designOn = (broker: string) => `eda: 1
system: shop
domains: { sales: {} }
defaults: { language: none, database: none }
events: { sales.order.placed: { key: id, ${data} } }
topics: { sales.order.placed: { address: sales-order-placed, ordered: true } }
services:
  order-service: { domain: sales, publishes: [sales.order.placed] }
  stock-service: { domain: sales, subscribes: { sales.order.placed: { deadLetter: none } } }
environments:
  real: { brokers: { pubsub: { ${broker} } }, secrets: { type: env } }
`;

/** Nobody listens there, and no name is asked for outside of this machine. */
const nobody = '127.0.0.1:1';
const connection = `Endpoint=sb://${nobody}/;SharedAccessKeyName=any;SharedAccessKey=YW55`;
const storage = `DefaultEndpointsProtocol=http;AccountName=any;AccountKey=YW55;BlobEndpoint=http://${nobody}/any`;

interface Case {
  readonly name: string;
  readonly broker: string;
  readonly env?: Readonly<Record<string, string>>;
  /** What daprd says once it has read the component: that it is loaded, or that nobody answers. */
  readonly says: RegExp;
  /** An entry without which it would say something else. */
  readonly needs: string;
}

const loaded = /^info .*Component loaded: pubsub\b/m;
const cases: readonly Case[] = [
  {
    name: 'Pulsar with a token',
    broker: `type: pulsar, servers: ['${nobody}'], tls: false, auth: { type: token, secret: login }`,
    env: { LOGIN_TOKEN: 'any' },
    says: loaded,
    needs: 'host',
  },
  {
    name: 'Azure Service Bus by a connection string',
    broker: `type: azure-service-bus, namespace: '${nobody}', auth: { type: connection-string, secret: login }`,
    env: { LOGIN_VALUE: connection },
    says: loaded,
    needs: 'connectionString',
  },
  {
    name: 'Azure Event Hubs by connection strings',
    broker: `type: azure-event-hubs, namespace: '${nobody}', storage: any, auth: { type: connection-string, secret: login }`,
    env: { LOGIN_VALUE: connection, LOGIN_STORAGE: storage },
    says: loaded,
    needs: 'connectionString',
  },
];

/** Lines of daprd about a component, until it has loaded it or gives up; `without` leaves an entry out. */
async function load({ broker, env = {} }: Case, without?: string): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'eda-cloud-'));
  try {
    for (const [path, text] of planDesign(readDesign(designOn(broker))).files('real', 'dapr')) {
      if (!path.startsWith('components/')) continue;
      const file = join(folder, path);
      mkdirSync(dirname(file), { recursive: true });
      const entry = new RegExp(`^ +- name: ${without}\\n(?: {6,}.*\\n)+`, 'm');
      if (without !== undefined && path.endsWith('pubsub.yaml')) expect(text).toMatch(entry);
      writeFileSync(file, without === undefined ? text : text.replace(entry, ''));
    }
    const child = await spawnDaprd({
      appId: 'order-service',
      httpPort: await findFreePort(),
      resources: [join(folder, 'components')],
      cwd: folder,
      env,
      level: 'info',
    });
    let said = '';
    await new Promise<void>((done) => {
      const patience = setTimeout(done, 90_000);
      const read = (chunk: Buffer): void => {
        said += chunk.toString();
        if (/Component loaded: pubsub |INIT_COMPONENT_FAILURE|dapr initialized/.test(said)) done();
      };
      child.stdout.on('data', read);
      child.stderr.on('data', read);
      child.once('exit', () => done());
      child.once('exit', () => clearTimeout(patience));
    });
    await end(child);
    return said
      .split('\n')
      .flatMap((line) => parseDaprdLog(line) ?? [])
      .filter(({ message }) => /pubsub/.test(message))
      .map(({ level, message }) => `${level} ${message}`)
      .join('\n');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

describe.each(cases)('the generated component of $name on daprd', (one) => {
  it('is loaded', async () => {
    expect(await load(one)).toMatch(one.says);
  }, 180_000);

  it(`is refused without ${one.needs}`, async () => {
    const said = await load(one, one.needs);
    expect(said).toContain('INIT_COMPONENT_FAILURE');
    expect(said).not.toMatch(one.says);
  }, 180_000);
});
