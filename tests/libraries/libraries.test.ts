import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunningService, ServiceOptions } from '../../src/runtime/typescript/service.ts';
import { createDiskFiles } from '../../src/spec/project-files.ts';
import { checkTypes } from '../generated/check-types.ts';
import { planSystem, textsOf, writeMissing } from '../generated/generated-system.ts';
import { type FakeSidecar, startFakeSidecar } from '../support/fake-sidecar.ts';
import { startPostgres, type TestPostgres } from '../support/postgres.ts';
import { createMemoryLogger, until } from '../support/service-fixture.ts';

/*
 * A service that keeps its library for SQL: `publish` writes in the library's own transaction, and handlers use the
 * library in the transaction of the inbox. One story for all of them.
 */
interface Orders {
  place(orders: readonly { readonly id: string; readonly total: number }[], fail?: boolean): Promise<void>;
  close(): Promise<void>;
}

const packages = process.env.EDA_LIBRARIES ?? '';
let postgres: TestPostgres;
let sidecar: FakeSidecar;

beforeAll(async () => {
  if (packages === '') throw new Error('EDA_LIBRARIES is not set: run `npm run test:libraries`');
  postgres = await startPostgres();
  sidecar = await startFakeSidecar();
});
afterAll(async () => {
  await sidecar?.close();
  await postgres?.stop();
});

const libraries = ['pg', 'kysely', 'drizzle', 'prisma'];

async function makeProject(library: string): Promise<string> {
  const project = mkdtempSync(join(packages, `${library}-`));
  cpSync(join(import.meta.dirname, 'shop'), project, { recursive: true });
  cpSync(join(import.meta.dirname, library), project, { recursive: true });
  writeMissing(project, textsOf((await planSystem(createDiskFiles(project))).plan));
  if (library === 'prisma') generatePrismaClient(join(project, 'services/order-service'));
  return project;
}

describe.each(libraries)('%s', (library) => {
  const logger = createMemoryLogger();
  let project: string;
  let service: RunningService;
  let orders: Orders;
  let database: Client;

  beforeAll(async () => {
    project = await makeProject(library);
    const folder = join(project, 'services/order-service');
    const load = (path: string) => import(/* @vite-ignore */ pathToFileURL(join(folder, 'src', path)).href);
    const { start }: { start(routes: [], options: ServiceOptions): Promise<RunningService> } =
      await load('generated/index.ts');
    const { openOrders }: { openOrders(url: string, service: RunningService): Promise<Orders> } =
      await load('open-orders.ts');
    const databaseUrl = await postgres.createDatabase();
    service = await start([], {
      logger,
      handleSignals: false,
      environment: {
        host: '127.0.0.1',
        port: 0,
        sidecarUrl: sidecar.url,
        logFormat: 'json',
        logLevel: 'info',
        databaseUrl,
        migrations: join(folder, 'migrations'),
      },
    });
    orders = await openOrders(databaseUrl, service);
    database = new Client({ connectionString: databaseUrl });
    await database.connect();
    sidecar.accepted.length = 0;
  });
  afterAll(async () => {
    await database?.end();
    await orders?.close();
    await service?.stop();
    rmSync(project, { recursive: true, force: true });
  });

  const rows = async (sql: string) => (await database.query(sql)).rows;
  const sent = (topic: string) =>
    sidecar.accepted.filter((one) => one.topic === topic).map(({ event }) => event.data);
  const pay = async (orderId: string, id: string): Promise<string> => {
    const body = {
      specversion: '1.0',
      id,
      source: '/test',
      type: 'sales.payment.received',
      data: { orderId },
    };
    const answer = await fetch(`http://127.0.0.1:${service.port}/events/sales.payment.received`, {
      method: 'POST',
      headers: { 'content-type': 'application/cloudevents+json' },
      body: JSON.stringify(body),
    });
    return ((await answer.json()) as { status: string }).status;
  };

  it('commits events with what its own code wrote', async () => {
    await orders.place([
      { id: 'a', total: 1 },
      { id: 'b', total: 2 },
      { id: "c'; --$1", total: 3 },
    ]);
    await until(() => sent('sales.order.placed').length === 3);
    expect(new Set(sent('sales.order.placed'))).toEqual(
      new Set([
        { orderId: 'a', total: 1 },
        { orderId: 'b', total: 2 },
        { orderId: "c'; --$1", total: 3 },
      ]),
    );
    expect(await rows('SELECT id FROM orders ORDER BY id')).toEqual([
      { id: 'a' },
      { id: 'b' },
      { id: "c'; --$1" },
    ]);
  });

  it('publishes nothing of what is undone, or does not fit the schema', async () => {
    await expect(orders.place([{ id: 'd', total: 4 }], true)).rejects.toThrow('told to fail');
    await expect(orders.place([{ id: 'e', total: -1 }])).rejects.toThrow(/total/);
    // What was refused comes after it: nothing of it would still be on its way.
    await orders.place([{ id: 'f', total: 6 }]);
    await until(() => sent('sales.order.placed').some((data) => data.orderId === 'f'));
    expect(sent('sales.order.placed').map(({ orderId }) => orderId)).not.toEqual(
      expect.arrayContaining([expect.stringMatching(/^[de]$/)]),
    );
    expect(await rows(`SELECT id FROM orders WHERE id IN ('d', 'e', 'f')`)).toEqual([{ id: 'f' }]);
  });

  it('keeps the order of a key, whoever commits at once', async () => {
    await Promise.all(
      Array.from({ length: 20 }, (_, n) =>
        orders.place([
          { id: `many-${n}`, total: n },
          { id: `many-${n}-too`, total: n },
        ]),
      ),
    );
    await until(() => sent('sales.order.placed').length >= 44);
    expect(new Set(sent('sales.order.placed').map(({ orderId }) => orderId)).size).toBe(44);
  });

  it('writes in the transaction of the inbox: once, and only what its own transactions did not undo', async () => {
    const id = '0190a7c3-0000-7000-8000-000000000001';
    expect(await pay('a', id)).toBe('SUCCESS');
    expect(await pay('a', id)).toBe('SUCCESS');
    await until(() => sent('sales.order.paid').length > 0);
    expect(sent('sales.order.paid')).toEqual([{ orderId: 'a' }]);
    expect(await rows(`SELECT paid FROM orders WHERE id = 'a'`)).toEqual([{ paid: true }]);
    expect(await rows('SELECT * FROM payment_attempt')).toEqual([]);
  });

  it('undoes with the handler what the library wrote in it', async () => {
    await orders.place([{ id: 'unlucky', total: 7 }]);
    expect(await pay('unlucky', '0190a7c3-0000-7000-8000-000000000002')).toBe('SUCCESS');
    expect(await rows(`SELECT paid FROM orders WHERE id = 'unlucky'`)).toEqual([{ paid: false }]);
    expect(await rows('SELECT reason FROM eda.dead_letter')).toEqual([{ reason: expect.any(String) }]);
    expect(sent('sales.order.paid')).toEqual([{ orderId: 'a' }]);
  });
});

it('the types of all libraries fit', async () => {
  const projects = await Promise.all(libraries.map(makeProject));
  try {
    const sources = (project: string): string[] =>
      readdirSync(join(project, 'services/order-service/src'), { recursive: true })
        .map((path) => `services/order-service/src/${path}`)
        .filter((path) => path.endsWith('.ts') && !path.includes('/prisma/'));
    const errors = checkTypes(new Map(projects.map((project) => [project, sources(project)])));
    expect([...errors.values()].flat()).toEqual([]);
  } finally {
    for (const project of projects) rmSync(project, { recursive: true, force: true });
  }
});

/** Its generator looks for an engine that only other commands run, and would fetch it. */
function generatePrismaClient(folder: string): void {
  execFileSync(
    process.execPath,
    [join(packages, 'node_modules/prisma/build/index.js'), 'generate', '--schema', 'schema.prisma'],
    {
      cwd: folder,
      env: { ...process.env, PRISMA_SCHEMA_ENGINE_BINARY: process.execPath, CHECKPOINT_DISABLE: '1' },
      stdio: 'pipe',
    },
  );
}
