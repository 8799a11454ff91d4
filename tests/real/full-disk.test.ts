import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Handler } from '../../src/runtime/typescript/contract.ts';
import { type FakeSidecar, startFakeSidecar } from '../support/fake-sidecar.ts';
import { askSql, runSql, startPostgres, type TestPostgres } from '../support/postgres.ts';
import { startTestService, type TestService } from '../support/running-service.ts';
import { runtimeSchema } from '../support/runtime-schema.ts';
import {
  createConsumer,
  createDefinition,
  createDelivery,
  createSubscribed,
  createSubscription,
  until,
} from '../support/service-fixture.ts';

/**
 * A file system that is full for real: the service's database lies on one of 32 MB in memory. To mount that takes root
 * on Linux; elsewhere the same is tested with the error that PostgreSQL gives (`bad-surroundings.test.ts`).
 */
const mayMount = process.platform === 'linux' && process.getuid?.() === 0;

let postgres: TestPostgres;
let sidecar: FakeSidecar;
let service: TestService;
let folder: string;
let disk: string;
let url: string;

const handle: Handler<{ key: string; n: number }> = async ({ data }, { tx }) => {
  await tx.query('INSERT INTO item VALUES ($1, $2)', [data.key, data.n]);
};

beforeAll(async () => {
  if (!mayMount) return;
  folder = mkdtempSync(join(tmpdir(), 'eda-full-disk-'));
  chmodSync(folder, 0o755);
  disk = join(folder, 'disk');
  mkdirSync(disk);
  run('mount', '-t', 'tmpfs', '-o', 'size=32m,mode=0777', 'tmpfs', disk);
  postgres = await startPostgres();
  const place = join(disk, 'tables');
  mkdirSync(place);
  // The server runs as somebody else, and owns what it writes to.
  const [data] = await askSql(postgres.superuserUrl, 'SHOW data_directory');
  run('chown', '--reference', String(data?.data_directory), place);
  await runSql(postgres.superuserUrl, `CREATE TABLESPACE small LOCATION '${place}'`);
  await runSql(postgres.superuserUrl, 'CREATE DATABASE small TABLESPACE small');
  url = postgres.superuserUrl.replace(/postgres$/, 'small');
  const migrations = join(folder, 'migrations');
  mkdirSync(join(migrations, 'eda'), { recursive: true });
  writeFileSync(join(migrations, 'eda/0001-runtime.sql'), runtimeSchema);
  writeFileSync(join(migrations, '0001-item.sql'), 'CREATE TABLE item (key text, n int)');
  sidecar = await startFakeSidecar();
  const retry = { attempts: 100, backoff: 'constant', intervalMs: 1 } as const;
  service = await startTestService({
    definition: createDefinition({
      subscriptions: [
        createSubscription({ events: [createSubscribed({ consumers: [createConsumer({ retry })] })] }),
      ],
    }),
    wiring: { handlers: { 'shop.item.counted': handle } },
    sidecar,
    databaseUrl: url,
    migrations,
    graceMs: 500,
  });
});
afterAll(async () => {
  await service?.stop();
  await sidecar?.close();
  await postgres?.stop();
  if (disk !== undefined) spawnSync('umount', ['--lazy', disk]);
  if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
});

it.skipIf(!mayMount)(
  'events that find no room come again, publishers are told, and with room all takes effect',
  async () => {
    await until(async () => (await service.request('GET', '/readyz')).status === 200, 'the service');
    const filler = join(disk, 'filler');
    writeFileSync(filler, Buffer.alloc(statfsSync(disk).bfree * statfsSync(disk).bsize));
    expect(statfsSync(disk).bfree).toBe(0);

    // Pages that the tables have already take a few more rows.
    const delivered: { readonly id: string; readonly status: string }[] = [];
    while (delivered.at(-1)?.status !== 'RETRY' && delivered.length < 5_000) {
      const id = `item-${delivered.length}`;
      delivered.push({ id, status: await deliver(id) });
    }
    expect(delivered.at(-1)?.status).toBe('RETRY');
    expect(
      service.logger.lines.find(({ message }) => message === 'event failed, comes again')?.fields,
    ).toMatchObject({
      error: expect.stringMatching(/No space left on device/),
    });
    const committed: string[] = [];
    let refused: unknown;
    for (let n = 0; refused === undefined && n < 5_000; n++) {
      const key = `published-${n}`;
      await service
        .transaction(({ publish }) => publish('shop.item.counted' as never, { key, n } as never))
        .then(
          () => committed.push(key),
          (error: unknown) => {
            refused = error;
          },
        );
    }
    expect(refused).toMatchObject({ code: '53100' });
    expect((await service.request('GET', '/healthz')).status).toBe(200);

    rmSync(filler);
    for (const { id } of delivered) expect(await deliver(id)).toBe('SUCCESS');
    await until(async () => (await rows('SELECT FROM eda.outbox')).length === 0, 'the outbox', 60_000);
    expect((await rows('SELECT key FROM item ORDER BY n')).map(({ key }) => key)).toEqual(
      delivered.map(({ id }) => id),
    );
    expect(new Set(sidecar.accepted.map(({ event }) => event.data.key))).toEqual(new Set(committed));
    expect(await rows('SELECT FROM eda.dead_letter')).toEqual([]);
  },
);

const rows = (sql: string) => askSql(url, sql);

const deliver = (id: string): Promise<string> =>
  service.deliver(createDelivery({ key: id, n: Number(id.slice('item-'.length)) }, { id }));

function run(command: string, ...args: readonly string[]): void {
  const { status, stderr } = spawnSync(command, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')}: ${stderr}`);
}
