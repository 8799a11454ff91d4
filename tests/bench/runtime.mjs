/**
 * `node tests/bench/runtime.mjs [--rounds 5] [--requests 4000]`, part of `npm run bench:runtime`: CPU time that a delivery costs a generated service in
 * its process, beside the least that the same work costs: `node:http`, `JSON.parse` and one validation by ajv. Both
 * servers run at the same time and take turns, round after round; what counts is the ratio.
 */
import { execFileSync, fork } from 'node:child_process';
import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';
import { makeSystem, sharedSchemas, writeSystem } from './make-system.mjs';
import { median } from './median.mjs';
import { reportRow } from './report-row.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '5' }, requests: { type: 'string', default: '4000' } },
});
const rounds = Number(values.rounds);
const requests = Number(values.requests);
const connections = 16;
const events = 100;
const folder = mkdtempSync(join(tmpdir(), 'eda-bench-runtime-'));
const agent = new Agent({ keepAlive: true, maxSockets: connections });
const servers = [];
let count = 0;

try {
  const [service] = makeSystem(events).domains;
  const event = makeSystem(events).events.find(({ subscribers }) => subscribers.includes(service));
  const path = `/events/${event.name}`;
  const floor = start(join(root, 'tests/bench/floor-subscriber.mjs'), {
    BENCH_SCHEMA: JSON.stringify({ ...inline(event.data), $defs: inline(sharedSchemas) }),
  });
  const own = start(await bundleService(service), { DAPR_HTTP_PORT: '9', EDA_LOG_LEVEL: 'error' });
  for (const server of servers) await waitUntilReady(server, path, event.name);
  const costs = { floor: [], own: [] };
  // The first round warms both up, and is not counted.
  for (let round = 0; round <= rounds; round++) {
    for (const [name, server] of Object.entries({ floor, own })) {
      const before = await cpuOf(server);
      await load(server, path, event.name);
      if (round > 0) costs[name].push((1000 * ((await cpuOf(server)) - before)) / requests);
    }
  }
  const [own_, floor_] = [median(costs.own), median(costs.floor)];
  reportRow({
    title: 'a delivery to a service without database / node:http + JSON.parse + ajv',
    ratio: own_ / floor_,
    goal: 1.2,
    detail: `${own_.toFixed(0)} µs / ${floor_.toFixed(0)} µs CPU`,
  });
} finally {
  for (const { child } of servers) child.kill('SIGKILL');
  agent.destroy();
  rmSync(folder, { recursive: true, force: true });
}

/** A generated service without a database, its stubs as they are, in one file. */
async function bundleService(service) {
  const tree = join(folder, 'system');
  writeSystem(events, tree);
  appendFileSync(join(tree, 'eda.yaml'), 'defaults: { database: none }\n');
  execFileSync(process.execPath, [join(root, 'bin/eda.js'), 'generate', '--cwd', tree]);
  const outfile = join(folder, 'service.mjs');
  await build({
    entryPoints: [join(tree, `services/${service}-service/src/main.ts`)],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    nodePaths: [join(root, 'node_modules')],
    external: ['pg-native'],
    banner: {
      js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
    },
    logLevel: 'error',
  });
  return outfile;
}

/** References to shared schemas as JSON Schema has them within one document. */
function inline(schema) {
  return JSON.parse(JSON.stringify(schema).replaceAll('#/schemas/', '#/$defs/'));
}

function start(file, env) {
  const port = 20_000 + Math.floor(Math.random() * 20_000);
  const report = join(root, 'tests/bench/report-cpu.mjs');
  const child = fork(file, [], {
    execArgv: ['--import', report],
    env: { ...process.env, NODE_EXTRA_CA_CERTS: '', ...env, PORT: String(port) },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const server = { child, port };
  servers.push(server);
  return server;
}

function cpuOf({ child }) {
  return new Promise((resolve) => {
    child.once('message', resolve);
    child.send('cpu');
  });
}

async function waitUntilReady(server, path, type) {
  for (const end = Date.now() + 60_000; Date.now() < end; ) {
    const answer = await deliver(server, path, type, 0).catch(() => '');
    if (answer.includes('SUCCESS')) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error('a server does not take events');
}

/** All requests of a round, as many at a time as there are connections. */
async function load(server, path, type) {
  let left = requests;
  await Promise.all(
    Array.from({ length: connections }, async () => {
      while (left-- > 0) {
        const answer = await deliver(server, path, type, ++count);
        if (!answer.includes('SUCCESS')) throw new Error(answer);
      }
    }),
  );
}

function deliver({ port }, path, type, number) {
  const id = `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;
  const body = JSON.stringify({
    specversion: '1.0',
    id,
    source: '/bench/other-service',
    type,
    time: '2026-11-21T10:00:00Z',
    datacontenttype: 'application/json',
    dataschema: `urn:eda:bench:${type}/1.0.0`,
    topic: type,
    pubsubname: 'pubsub',
    traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
    data: {
      id,
      occurredAt: '2026-11-21T10:00:00Z',
      status: 'new',
      total: { amount: 1200, currency: 'EUR' },
      address: { street: 'Long Lane 1', city: 'Leeds', location: { lat: 53.8, lon: -1.5 } },
      lines: [{ sku: 'a-1', price: { amount: 600, currency: 'EUR' }, tags: ['new', 'blue'] }],
    },
  });
  return new Promise((resolve, reject) => {
    const outgoing = request(
      {
        agent,
        port,
        path,
        method: 'POST',
        headers: {
          'content-type': 'application/cloudevents+json',
          'content-length': Buffer.byteLength(body),
        },
      },
      (incoming) => {
        let text = '';
        incoming.setEncoding('utf8');
        incoming.on('data', (chunk) => {
          text += chunk;
        });
        incoming.on('end', () => resolve(text));
      },
    );
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}
