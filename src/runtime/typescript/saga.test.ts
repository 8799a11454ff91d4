import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type FakeSidecar, startFakeSidecar } from '../../../tests/support/fake-sidecar.ts';
import { startPostgres, type TestPostgres } from '../../../tests/support/postgres.ts';
import { startTestService, type TestService } from '../../../tests/support/running-service.ts';
import { runtimeSchema } from '../../../tests/support/runtime-schema.ts';
import { createCoordinator, createSteps, deliveryOf } from '../../../tests/support/saga-fixture.ts';
import { createMemoryLogger, createPublished, until } from '../../../tests/support/service-fixture.ts';
import type { ServiceDefinition } from './contract.ts';
import { type Database, openDatabase } from './database.ts';
import { createMessage } from './message.ts';
import type { SagaMessages } from './saga-contract.ts';
import { commandId, undoId } from './saga-run.ts';
import { lockRun, updateRun } from './saga-store.ts';

let postgres: TestPostgres;
let url: string;
let sidecar: FakeSidecar;
let database: Database;
let services: TestService[];

beforeAll(async () => {
  postgres = await startPostgres();
});
afterAll(() => postgres.stop());
beforeEach(async () => {
  url = await postgres.createDatabase(runtimeSchema);
  sidecar = await startFakeSidecar();
  services = [];
  database = openDatabase(url, 3, createMemoryLogger());
});
afterEach(async () => {
  await Promise.all(services.map((service) => service.stop()));
  await database.close();
  await sidecar.close();
});

async function start(definition: ServiceDefinition, messages: SagaMessages): Promise<TestService> {
  const service = await startTestService({
    definition,
    wiring: { sagas: { buying: messages } },
    sidecar,
    databaseUrl: url,
  });
  services.push(service);
  return service;
}

const three = createSteps(['reserve', 'pay', 'ship']);
async function startThree(messages?: SagaMessages): Promise<TestService> {
  const coordinator = createCoordinator(three);
  return await start(coordinator.definition, { ...coordinator.messages, ...messages });
}

const hear = (service: TestService, name: string, key = 'k', over: Record<string, unknown> = {}) =>
  service.deliver(deliveryOf(name, key, over), `/events/${name}`);

interface OutboxRow {
  readonly type: string;
  readonly id: string;
  readonly correlationid: string;
  readonly causationid?: string;
  readonly traceparent?: string;
}
async function outbox(): Promise<OutboxRow[]> {
  const { rows } = await database.query<{ envelope: OutboxRow }>(
    'SELECT envelope FROM eda.outbox ORDER BY id',
  );
  return rows.map(({ envelope }) => envelope);
}
const sent = async () => (await outbox()).map(({ type }) => type);
async function run(key = 'k') {
  const { rows } = await database.query<{
    state: string;
    rev: number;
    steps: { name: string; state: string }[];
    second_starts: number;
    error: string | null;
    due_at: Date | null;
  }>('SELECT * FROM eda.saga WHERE key = $1', [key]);
  return rows[0];
}
const letters = async () =>
  (await database.query<{ error: string; id: string }>('SELECT id::text, error FROM eda.dead_letter')).rows;

describe('an orchestrated saga', () => {
  test('sends its commands one after another, in the conversation and the trace of what started it', async () => {
    const service = await startThree();
    const trace = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    await hear(service, 'order.placed', 'k', { correlationid: 'story', traceparent: trace });
    for (const name of ['reserve', 'pay', 'ship']) {
      const command = commandId({ saga: 'buying', key: 'k' }, name);
      await hear(service, `${name}.done`, 'k', {
        correlationid: 'story',
        causationid: command,
        traceparent: trace,
      });
    }
    const rows = await outbox();
    expect(rows.map(({ type }) => type)).toEqual(['do.reserve', 'do.pay', 'do.ship', 'order.bought']);
    expect(rows[0]).toMatchObject({
      id: commandId({ saga: 'buying', key: 'k' }, 'reserve'),
      correlationid: 'story',
      causationid: 'order.placed-k',
      traceparent: trace,
    });
    expect(new Set(rows.map(({ correlationid }) => correlationid))).toEqual(new Set(['story']));
    expect(await run()).toMatchObject({ state: 'completed', rev: 3, due_at: null });
  });

  test('undoes what was done when a step fails; the reason goes into the end', async () => {
    const coordinator = createCoordinator(three);
    const seen: unknown[] = [];
    const service = await start(coordinator.definition, {
      ...coordinator.messages,
      'order.lost': (view: { start: unknown }) => {
        seen.push(view);
        return view.start;
      },
    });
    for (const name of ['order.placed', 'reserve.done', 'pay.failed', 'reserve.undone'])
      await hear(service, name);
    expect(await sent()).toEqual(['do.reserve', 'do.pay', 'undo.reserve', 'order.lost']);
    expect(seen).toEqual([
      {
        key: 'k',
        start: { key: 'k', n: 1 },
        replies: { reserve: { key: 'k', n: 1 } },
        failure: { reason: 'failed', step: 'pay', event: 'pay.failed', data: { key: 'k', n: 1 } },
      },
    ]);
  });

  test('takes each event once, however often and from however many replicas it comes', async () => {
    const coordinator = createCoordinator(three);
    const replicas = [
      await start(coordinator.definition, coordinator.messages),
      await start(coordinator.definition, coordinator.messages),
    ];
    for (const name of ['order.placed', 'reserve.done', 'pay.done', 'ship.done']) {
      const answers = await Promise.all([0, 1, 0, 1].map((at) => hear(replicas[at] as TestService, name)));
      expect(new Set(answers)).toEqual(new Set(['SUCCESS']));
    }
    expect(await sent()).toEqual(['do.reserve', 'do.pay', 'do.ship', 'order.bought']);
  });

  test('has one run a key: a second start is counted and starts nothing, also when the run has ended', async () => {
    const service = await startThree();
    await hear(service, 'order.placed');
    await hear(service, 'order.placed', 'k', { id: 'again' });
    await hear(service, 'reserve.failed');
    await hear(service, 'order.placed', 'k', { id: 'once-more' });
    expect(await sent()).toEqual(['do.reserve', 'order.lost']);
    expect(await run()).toMatchObject({ state: 'compensated', second_starts: 2 });
  });

  test('passes over answers to runs that are not there, have ended, or are of another saga', async () => {
    const service = await startThree();
    expect(await hear(service, 'pay.done', 'unknown')).toBe('SUCCESS');
    await hear(service, 'order.placed');
    await hear(service, 'ship.done');
    await hear(service, 'reserve.failed');
    await hear(service, 'reserve.done', 'k', { id: 'late' });
    expect(await sent()).toEqual(['do.reserve', 'order.lost']);
    expect(await letters()).toEqual([]);
    const metrics = (await service.request('GET', '/metrics')).text;
    expect(metrics).toContain('eda_saga_replies_total{saga="buying",event="pay.done",outcome="unknown"} 1');
    expect(metrics).toContain('eda_saga_replies_total{saga="buying",event="ship.done",outcome="ignored"} 1');
    expect(metrics).toContain('eda_saga_starts_total{saga="buying",outcome="started"} 1');
  });

  test('a run that was written past its lock is not written again, and its commands are not sent', async () => {
    const { definition } = createCoordinator(three);
    const service = await startThree();
    await hear(service, 'order.placed');
    const transaction = await database.begin();
    const { tx } = transaction;
    const before = await lockRun(tx, 'buying', 'k');
    if (before === undefined) throw new Error('There is no run');
    await tx.query('UPDATE eda.saga SET rev = rev + 1');
    transaction.enqueue(createMessage(definition, 'do.pay', { key: 'k', n: 1 }));
    transaction.beforeCommit(async () => {
      await updateRun(tx, before, { outcome: 'taken', run: before, messages: [], waitMs: undefined });
    });
    await expect(transaction.commit()).rejects.toThrow('Run k of saga buying changed past its lock');
    expect(await sent()).toEqual(['do.reserve']);
    expect(await run()).toMatchObject({ rev: 0 });
  });

  test('an answer without its key is a dead letter that says so; the run waits', async () => {
    const coordinator = createCoordinator(three, { saga: { keys: { 'order.placed': () => 'k' } } });
    const service = await start(coordinator.definition, coordinator.messages);
    await hear(service, 'order.placed');
    expect(await hear(service, 'reserve.done')).toBe('SUCCESS');
    expect((await letters())[0]?.error).toBe('The data of reserve.done have no key of saga buying');
    expect(await run()).toMatchObject({ state: 'running', rev: 0 });
  });

  test('where the code cannot make a command nothing is half done, and a replay goes on from there', async () => {
    let broken = true;
    const service = await startThree({
      'do.pay': (view: { start: unknown }) => {
        if (broken) throw new Error('no such customer');
        return view.start;
      },
    });
    await hear(service, 'order.placed');
    await hear(service, 'reserve.done');
    expect(await run()).toMatchObject({ rev: 0, steps: [{ name: 'reserve', state: 'sent' }] });
    const [letter] = await letters();
    expect(letter?.error).toBe('no such customer');
    broken = false;
    expect((await service.admin('POST', `/eda/dlq/${letter?.id}/replay`)).status).toBe(200);
    expect(await sent()).toEqual(['do.reserve', 'do.pay']);
  });

  test('commands that do not fit their schema are the same', async () => {
    const service = await startThree({ 'do.pay': () => ({ key: 7 }) });
    await hear(service, 'order.placed');
    await hear(service, 'reserve.done');
    expect((await letters())[0]?.error).toMatch(
      /^Data of 'do.pay' do not fit its schema: key: must be a text/,
    );
    expect(await sent()).toEqual(['do.reserve']);
  });

  test('data that were stored by an older version are seen in the newest', async () => {
    const before = createCoordinator(three);
    const first = await start(before.definition, before.messages);
    await hear(first, 'order.placed');
    await first.stop();
    const seen: unknown[] = [];
    const after = createCoordinator(three, {
      event: {
        version: '1.1.0',
        upcasters: [{ version: '1.0.0', upcast: (data) => ({ ...(data as object), colour: 'blue' }) }],
      },
    });
    const second = await start(after.definition, {
      ...after.messages,
      'do.pay': (view: { start: unknown }) => {
        seen.push(view.start);
        return view.start;
      },
    });
    await hear(second, 'reserve.done');
    expect(seen).toEqual([{ key: 'k', n: 1, colour: 'blue' }]);
  });

  test('a run follows the version that it began with; new ones the newest', async () => {
    const old = createCoordinator(three);
    const first = await start(old.definition, old.messages);
    await hear(first, 'order.placed', 'old');
    await first.stop();
    const turned = [...three].reverse();
    const both = createCoordinator(turned, {
      saga: {
        versions: [
          { version: 1, steps: three },
          { version: 2, steps: turned },
        ],
      },
    });
    const second = await start(both.definition, both.messages);
    await hear(second, 'order.placed', 'new');
    await hear(second, 'reserve.done', 'old');
    expect(await sent()).toEqual(['do.reserve', 'do.ship', 'do.pay']);
    const { body } = await second.admin('GET', '/eda/saga-versions');
    expect(body.versions).toEqual([
      { saga: 'buying', version: 1, open: 1, ended: 0, known: true, newest: false },
      { saga: 'buying', version: 2, open: 1, ended: 0, known: true, newest: true },
    ]);
  });
});

describe('the time of a saga', () => {
  const hasty = createSteps(['reserve', 'pay'], 300);

  test('runs out by itself, on one replica of several', async () => {
    const coordinator = createCoordinator(hasty);
    const replicas = [
      await start(coordinator.definition, coordinator.messages),
      await start(coordinator.definition, coordinator.messages),
    ];
    const service = replicas[0] as TestService;
    await hear(service, 'order.placed');
    await hear(service, 'reserve.done');
    await until(async () => (await sent()).includes('undo.pay'), 'the undoing of the late step');
    await hear(service, 'pay.undone', 'k', { causationid: undoId({ saga: 'buying', key: 'k' }, 'pay', 1) });
    await until(async () => (await sent()).includes('undo.reserve'), 'the undoing of the step before');
    await hear(service, 'reserve.undone');
    expect((await run())?.state).toBe('compensated');
    const ids = (await outbox()).map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test('goes on after the process that had the run in its hands is gone', async () => {
    const coordinator = createCoordinator(hasty);
    const service = await start(coordinator.definition, coordinator.messages);
    // As a process does that dies in the middle of the transition: the lock is held, then the session ends.
    const transaction = await database.begin();
    await hear(service, 'order.placed');
    await transaction.tx.query("SELECT FROM eda.saga WHERE key = 'k' FOR UPDATE");
    await new Promise((resolve) => setTimeout(resolve, 1000));
    expect(await sent()).toEqual(['do.reserve']);
    transaction.destroy();
    await until(async () => (await sent()).includes('undo.reserve'), 'the undoing');
  });

  test('is put off where the code cannot make a command, and keeps no other run from going on', async () => {
    const coordinator = createCoordinator(hasty);
    const service = await start(coordinator.definition, {
      ...coordinator.messages,
      'undo.reserve': ({ key, start: data }: { key: string; start: unknown }) => {
        if (key === 'bad') throw new Error('no way back');
        return data;
      },
    });
    await hear(service, 'order.placed', 'bad');
    await hear(service, 'order.placed', 'good');
    await until(async () => (await sent()).includes('undo.reserve'), 'the undoing of the other');
    await until(async () => (await run('bad'))?.error === 'no way back', 'the reason');
    expect(await run('bad')).toMatchObject({ state: 'running', rev: 0 });
  });

  test('many runs at once run out once each', async () => {
    const coordinator = createCoordinator(createSteps(['reserve'], 200));
    const replicas = [
      await start(coordinator.definition, coordinator.messages),
      await start(coordinator.definition, coordinator.messages),
    ];
    const keys = Array.from({ length: 120 }, (_, n) => `k${n}`);
    await Promise.all(keys.map((key) => hear(replicas[0] as TestService, 'order.placed', key)));
    // An undoing that nobody answers is asked for again, with another id.
    const firsts = new Set(keys.map((key) => undoId({ saga: 'buying', key }, 'reserve', 1)));
    const found = async () => (await outbox()).filter(({ id }) => firsts.has(id));
    await until(async () => (await found()).length >= keys.length, 'all undoings', 30_000);
    expect(await found()).toHaveLength(keys.length);
  });
});

describe('operators', () => {
  test('see runs, their steps and what they wait for', async () => {
    const service = await startThree();
    for (const name of ['order.placed', 'reserve.done']) await hear(service, name, 'a/b');
    await hear(service, 'order.placed', 'other');
    const { body } = await service.admin('GET', '/eda/sagas');
    expect(body.runs).toMatchObject([
      { saga: 'buying', key: 'a/b', state: 'running', step: 'pay', stepState: 'sent' },
      { key: 'other', step: 'reserve' },
    ]);
    const shown = await service.admin('GET', `/eda/sagas/buying/${encodeURIComponent('a/b')}`);
    expect(shown.body).toMatchObject({
      key: 'a/b',
      rev: 1,
      start: { event: 'order.placed', version: '1.0.0', data: { key: 'a/b', n: 1 } },
      steps: [
        { name: 'reserve', state: 'done' },
        { name: 'pay', state: 'sent' },
      ],
    });
    expect((await service.admin('GET', '/eda/sagas/buying/nobody')).status).toBe(404);
    expect((await service.admin('GET', '/eda/sagas?state=completed')).body.runs).toEqual([]);
    expect((await service.admin('GET', '/eda/sagas?state=odd')).status).toBe(400);
    expect((await service.request('GET', '/eda/sagas')).status).toBe(401);
  });

  test('abort a run, ask a parked one again, and are told what cannot be', async () => {
    const service = await startThree();
    await hear(service, 'order.placed');
    await hear(service, 'reserve.done');
    const abort = await service.request('POST', '/eda/sagas/buying/k/abort', {
      body: { note: 'called' },
      headers: { authorization: 'Bearer test-admin-token' },
    });
    expect([abort.status, abort.body]).toEqual([200, { state: 'compensating' }]);
    expect(await sent()).toEqual(['do.reserve', 'do.pay', 'undo.pay']);
    const refused = await service.admin('POST', '/eda/sagas/buying/k/retry');
    expect(refused.status).toBe(409);
    expect(JSON.stringify(refused.body)).toContain(
      'The run is compensating; retry is for one that is parked',
    );
    expect((await service.admin('POST', '/eda/sagas/buying/nobody/abort')).status).toBe(404);
    expect((await service.admin('POST', '/eda/sagas/selling/k/abort')).status).toBe(404);

    await database.query("UPDATE eda.saga SET state = 'parked', due_at = NULL");
    const metrics = (await service.request('GET', '/metrics')).text;
    expect(metrics).toContain('eda_saga_runs{saga="buying",state="parked"} 1');
    expect(metrics).toContain('eda_saga_overdue{saga="buying"} 1');
    expect((await service.admin('POST', '/eda/sagas/buying/k/retry')).body).toEqual({
      state: 'compensating',
    });
    expect((await sent()).filter((name) => name === 'undo.pay')).toHaveLength(2);
    await database.query("UPDATE eda.saga SET state = 'parked', due_at = NULL");
    await service.admin('POST', '/eda/sagas/buying/k/abort');
    await hear(service, 'reserve.undone');
    expect((await run())?.steps).toMatchObject([{ state: 'undone' }, { state: 'given-up' }]);
    expect((await sent()).at(-1)).toBe('order.lost');
  });
});

test('a definition with messages that nobody wrote is refused at the start', async () => {
  const coordinator = createCoordinator(three);
  await expect(start(coordinator.definition, { 'do.reserve': () => ({}) })).rejects.toThrow(
    "message 'undo.reserve' of saga 'buying'",
  );
});

describe('a choreography', () => {
  async function startStarter(timeoutMs?: number): Promise<TestService> {
    const steps = three.map(({ name, succeeds, fails }) => ({ name, succeeds, ...(fails && { fails }) }));
    const heard = ['ship.done', 'reserve.failed', 'pay.failed', 'ship.failed'];
    const { definition, messages } = createCoordinator(three, {
      saga: {
        style: 'choreography',
        versions: [{ version: 1, steps, ...(timeoutMs !== undefined && { timeoutMs }) }],
      },
    });
    return await start(
      {
        ...definition,
        publishes: {
          ...definition.publishes,
          'order.placed': createPublished({ name: 'order.placed', type: 'order.placed' }),
        },
        subscriptions: definition.subscriptions.filter(({ topic }) => heard.includes(topic)),
      },
      messages,
    );
  }
  const place = (service: TestService, key = 'k') =>
    service.transaction(async ({ publish }) => {
      await (publish as (name: string, data: unknown) => Promise<string>)('order.placed', { key, n: 1 });
    });

  test('is watched from the transaction on that publishes its start', async () => {
    const service = await startStarter();
    await expect(
      service.transaction(async ({ publish }) => {
        await (publish as (name: string, data: unknown) => Promise<string>)('order.placed', {
          key: 'no',
          n: 1,
        });
        throw new Error('no');
      }),
    ).rejects.toThrow('no');
    await place(service);
    expect([await run('no'), (await run())?.state]).toEqual([undefined, 'running']);
    await hear(service, 'ship.done');
    expect(await sent()).toEqual(['order.placed', 'order.bought']);
    expect((await run())?.state).toBe('completed');
  });

  test('is aborted by a failure, and by its time; whoever goes on afterwards hears it again', async () => {
    const service = await startStarter(300);
    await place(service, 'failing');
    await hear(service, 'pay.failed', 'failing');
    await place(service, 'slow');
    await until(async () => (await run('slow'))?.state === 'aborted', 'the time to run out');
    await hear(service, 'ship.done', 'slow');
    expect(await sent()).toEqual(['order.placed', 'order.lost', 'order.placed', 'order.lost', 'order.lost']);
    expect((await run('failing'))?.state).toBe('aborted');
  });
});
