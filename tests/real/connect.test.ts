import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { type KafkaCluster, startKafka } from '../../src/dev/components/kafka.ts';
import { type Guard, startGuard } from '../../src/dev/guard.ts';
import { type RunningSystem, startSystem } from '../../src/dev/system.ts';
import { until } from '../conformance/start-world.ts';
import { askSql, startPostgres, type TestPostgres } from '../support/postgres.ts';
import { type KafkaConnect, startConnect } from './connect.ts';
import { projectOnBroker, realEnvironment, runEda } from './project-on-broker.ts';

const services = ['todo-service', 'user-service'];

describe('Debezium moves outboxes to Kafka', () => {
  const folder = mkdtempSync(join(tmpdir(), 'eda-connect-'));
  let guard: Guard;
  let kafka: KafkaCluster;
  let postgres: TestPostgres;
  let connect: KafkaConnect;
  let project: string;
  let system: RunningSystem;

  const database = (service: string) =>
    postgres.superuserUrl.replace(/\/postgres$/, `/${service.replaceAll('-', '_')}`);
  const query = (service: string, sql: string) => askSql(database(service), sql);
  const generated = (path: string) =>
    readFileSync(join(project, 'infra', realEnvironment, 'connect', path), 'utf8');

  beforeAll(async () => {
    guard = startGuard();
    kafka = await startKafka({ folder: join(folder, 'kafka'), guard });
    postgres = await startPostgres({ wal_level: 'logical' });
    project = await projectOnBroker('todo', { type: 'kafka', servers: [kafka.address] });
    const design = parse(readFileSync(join(project, 'eda.yaml'), 'utf8')) as {
      environments: Record<string, Record<string, unknown>>;
      services: Record<string, Record<string, unknown>>;
    };
    const { port } = new URL(postgres.superuserUrl);
    design.environments[realEnvironment] = {
      ...design.environments[realEnvironment],
      database: { server: `127.0.0.1:${port}`, auth: { type: 'password', secret: 'todo-database' } },
    };
    for (const name of services)
      design.services[name] = { ...design.services[name], in: { [realEnvironment]: { outbox: 'connect' } } };
    writeFileSync(join(project, 'eda.yaml'), stringify(design, { aliasDuplicateObjects: false }));
    await runEda(project, ['generate']);
    const started = await startSystem({
      root: project,
      environment: realEnvironment,
      sidecar: 'daprd',
      portOffset: 'auto',
      env: { ...process.env, DATABASE_URL: postgres.superuserUrl },
    });
    if (!started.ok) throw new Error(JSON.stringify(started.diagnostics));
    system = started.value;
    connect = await startConnect(
      kafka.address,
      { TODO_DATABASE_USERNAME: 'postgres', TODO_DATABASE_PASSWORD: 'any' },
      { folder: join(folder, 'connect'), guard },
    );
  }, 300_000);

  afterAll(async () => {
    await connect?.stop();
    await system?.stop();
    await postgres?.stop();
    await kafka?.stop();
    guard?.close();
    rmSync(folder, { recursive: true, force: true });
    if (project !== undefined) rmSync(project, { recursive: true, force: true });
  }, 60_000);

  it('publishes what waits and what comes, once for each subscriber, and leaves no row behind', async () => {
    const url = (name: string) => system.services.find((service) => service.name === name)?.url ?? '';
    const register = async (name: string) => {
      const response = await fetch(`${url('user-service')}/accounts`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ name, email: `${name.toLowerCase()}@example.com` }),
      });
      expect(response.ok, await response.clone().text()).toBe(true);
    };
    // Before anybody reads the outbox, it waits there.
    await register('Ada');
    expect(await query('user-service', 'SELECT topic FROM eda.outbox')).toHaveLength(1);
    for (const name of services) {
      for (const _ of ['first', 'second']) {
        const { status, stderr } = spawnSync(
          'psql',
          ['-q', '-v', 'ON_ERROR_STOP=1', '-f', '-', database(name)],
          {
            input: generated(`${name}.sql`),
            encoding: 'utf8',
          },
        );
        expect({ status, stderr: stderr.replace(/^.*NOTICE.*\n/gm, '') }).toEqual({ status: 0, stderr: '' });
      }
      const response = await fetch(`${connect.url}/connectors`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: generated(`${name}.json`),
      });
      expect(response.status, await response.clone().text()).toBe(201);
      await until(async () => {
        const status = (await (
          await fetch(`${connect.url}/connectors/todo-${name}-outbox/status`)
        ).json()) as {
          readonly tasks?: readonly { readonly state: string; readonly trace?: string }[];
        };
        const [task] = status.tasks ?? [];
        if (task?.state === 'FAILED') throw new Error(task.trace);
        return task?.state === 'RUNNING';
      }, 90_000);
    }
    await register('Grace');
    // todo-service answers each account with a first task, by its own outbox; both are taken by others.
    const handled = async () =>
      (await query('notification-service', 'SELECT consumer, event_id FROM eda.inbox')).length;
    await until(async () => (await handled()) >= 4, 90_000);
    await pause(3000);
    expect(await handled()).toBe(4);
    for (const name of services) expect(await query(name, 'SELECT * FROM eda.outbox')).toEqual([]);
    for (const service of ['todo-service', 'notification-service', 'analytics-service'])
      expect(await query(service, 'SELECT * FROM eda.dead_letter')).toEqual([]);
  }, 240_000);
});
