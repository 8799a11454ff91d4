import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { RunningService, ServiceOptions } from '../../src/runtime/typescript/service.ts';
import { createDiskFiles } from '../../src/spec/project-files.ts';
import { type FakeSidecar, startFakeSidecar } from '../support/fake-sidecar.ts';
import { startPostgres, type TestPostgres } from '../support/postgres.ts';
import { createMemoryLogger, until } from '../support/service-fixture.ts';
import { makeFolder, planSystem, removeFolder, systems, textsOf, writeMissing } from './generated-system.ts';

/*
 * Services with names of members of objects, whose texts would be code: what is generated is imported, checks values,
 * and carries an event from one service to the other.
 */
const source = systems.hostile ?? '';
const logger = createMemoryLogger();
const running: { stop(): Promise<void> }[] = [];
let folder: string;
let postgres: TestPostgres;
let sidecar: FakeSidecar;

beforeAll(async () => {
  folder = makeFolder(source);
  writeMissing(folder, textsOf((await planSystem(createDiskFiles(source))).plan));
  postgres = await startPostgres();
  sidecar = await startFakeSidecar();
}, 60_000);

afterAll(async () => {
  await Promise.all(running.map((service) => service.stop()));
  await sidecar?.close();
  await postgres?.stop();
  removeFolder(folder);
});

const load = (path: string) => import(/* @vite-ignore */ pathToFileURL(join(folder, 'services', path)).href);

async function start(service: string): Promise<RunningService<Record<string, unknown>>> {
  const { start: startGenerated } = (await load(`${service}/src/generated/index.ts`)) as {
    start(routes: [], options: ServiceOptions): Promise<RunningService<Record<string, unknown>>>;
  };
  const started = await startGenerated([], {
    logger,
    handleSignals: false,
    environment: {
      host: '127.0.0.1',
      port: 0,
      sidecarUrl: sidecar.url,
      adminToken: 'token',
      logFormat: 'json',
      logLevel: 'info',
      databaseUrl: await postgres.createDatabase(),
      migrations: join(folder, 'services', service, 'migrations'),
    },
  });
  running.push(started);
  return started;
}

/** As JSON has it: `__proto__` is a name like any other. */
const payload = (text: string): unknown => JSON.parse(text);

test('validators take what the schema takes, and name what it refuses', async () => {
  const { validateAttacksPayloadSent: validate } = await load('class-service/src/generated/validators.ts');
  expect(validate(payload(`{"__proto__": "", "it's": "/*", "größe": "abc", "''": "by pattern"}`))).toEqual(
    [],
  );
  expect(validate(payload(`{"it's": "x"}`))).toEqual([{ path: '__proto__', message: 'is required' }]);
  const issues: { path: string }[] = validate(
    payload(`{"__proto__": 1, "it's": "#", "constructor": {}, "toString": "1", "class": "\`\`", "a.b": ""}`),
  );
  expect(issues.map(({ path }) => path).sort()).toEqual(
    ['__proto__', "it's", 'constructor.prototype', 'toString', 'class', 'a-b'].sort(),
  );
  expect(validate(payload(`{"__proto__": "", "it's": "x", "polluted": 1}`))).toHaveLength(1);
});

test('an event goes from service to service, an old version of it too; operations answer', async () => {
  const sender = await start('class-service');
  const taker = await start('constructor');
  const data = payload(`{"__proto__": "*/ \`\${1}\`", "it's": "x", "constructor": {"prototype": {}}}`);
  const id = await sender.transaction(({ publish }) => publish('attacks.payload.sent', data));
  await until(() => sidecar.accepted.length === 1, 'the event at the broker');
  const event = sidecar.accepted[0]?.event;
  expect(event?.id).toBe(id);
  expect(JSON.stringify(event?.data)).toBe(JSON.stringify(data));

  const old = { ...event, id: 'old', dataschema: String(event?.dataschema).replace(/[^/]*$/, '1.0.0') };
  await deliver(taker, event);
  await deliver(taker, { ...old, data: { "old'name": 'x', gone: '' } });
  const arrived = logger.lines.filter(({ message }) => message === 'attacks.payload.sent arrived');
  expect(arrived.map(({ fields }) => (fields as { readonly id?: unknown }).id)).toEqual([id, 'old']);
  expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);

  const answer = await fetch(`http://127.0.0.1:${taker.port}/things/a/1/true?new=b`);
  expect([answer.status, await answer.text()]).toEqual([501, expect.stringContaining('is not written yet')]);
  expect((await fetch(`http://127.0.0.1:${taker.port}/things/a/text/true`)).status).toBe(400);
});

/** Sends an event to the endpoint of its topic, as a sidecar does. */
async function deliver(service: RunningService<Record<string, unknown>>, event: object | undefined) {
  const { defineService } = await load('constructor/src/generated/definition.ts');
  const { subscriptions } = defineService('local');
  const { path } = subscriptions.find(({ topic }: { topic: string }) => topic === 'attacks.payload.sent');
  const response = await fetch(`http://127.0.0.1:${service.port}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/cloudevents+json' },
    body: JSON.stringify(event),
  });
  expect(await response.json()).toEqual({ status: 'SUCCESS' });
}
