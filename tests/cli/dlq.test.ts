import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Handler } from '../../src/runtime/typescript/contract.ts';
import { type FakeSidecar, startFakeSidecar } from '../support/fake-sidecar.ts';
import { runSql, startPostgres, type TestPostgres } from '../support/postgres.ts';
import { ADMIN_TOKEN, startTestService, type TestService } from '../support/running-service.ts';
import { runtimeSchema } from '../support/runtime-schema.ts';
import {
  createConsumer,
  createDefinition,
  createDelivery,
  createSubscribed,
  createSubscription,
} from '../support/service-fixture.ts';
import { recordSystem } from './record-system.ts';
import { project, type Run, runEda, type Surroundings } from './run-eda.ts';

let postgres: TestPostgres;
let url: string;
let sidecar: FakeSidecar;
let service: TestService;
let broken: boolean;
let handled: string[];
let folder: string;

beforeAll(async () => {
  postgres = await startPostgres();
});
afterAll(() => postgres.stop());

const handle: Handler<{ key: string; n: number }> = async ({ data }) => {
  if (broken) throw new TypeError(`cannot count ${data.key}\u001b[2J`);
  handled.push(`${data.key}${data.n}`);
};

beforeEach(async () => {
  url = await postgres.createDatabase(runtimeSchema);
  sidecar = await startFakeSidecar();
  broken = true;
  handled = [];
  const consumers = [createConsumer({ ordered: true })];
  service = await startTestService({
    definition: createDefinition({
      subscriptions: [createSubscription({ events: [createSubscribed({ consumers })] })],
    }),
    wiring: { handlers: { 'shop.item.counted': handle } },
    sidecar,
    databaseUrl: url,
    graceMs: 500,
  });
  folder = project();
  recordSystem(folder, [{ name: 'counter', url: `http://127.0.0.1:${service.port}` }]);
});
afterEach(async () => {
  await service.stop();
  await sidecar.close();
});

const eda = (
  args: readonly string[],
  env: { [name: string]: string } = {},
  surroundings: Surroundings = {},
): Promise<Run> => runEda(folder, args, env, surroundings);
const deliver = (key: string, n: number, over: Record<string, unknown> = {}) =>
  service.deliver(createDelivery({ key, n }, over));

describe('eda dlq', () => {
  it('says that nothing waits', async () => {
    expect(await eda(['dlq', 'list'])).toEqual({
      code: 0,
      out: 'no open dead letters in 1 service\n',
      err: '',
    });
  });

  it('lists, shows, rehearses and replays; what the key held follows', async () => {
    await deliver('a', 1);
    await deliver('a', 2);
    const list = await eda(['dlq', 'list']);
    expect(list.out).toMatch(
      /^counter\/1 {2}\d\d:\d\d:\d\d {2}failed {2}shop\.item\.counted even… {2}cannot count a␛\[2J\n\n1 open dead letter in 1 service {3}eda dlq show counter\/1\n$/,
    );
    const shown = await eda(['dlq', 'show', 'counter/1']);
    expect(shown.out).toContain('TypeError: cannot count a␛[2J\n      at ');
    expect(shown.out).toContain('"n": 1');
    expect(shown.out).toContain('failed: the handler threw');
    expect(shown.out).not.toContain('\u001b');
    expect((await eda(['dlq', 'show', '1'])).out).toBe(shown.out);

    expect(await eda(['dlq', 'replay', 'counter/1', '--dry-run'])).toMatchObject({
      code: 0,
      out: '  counter/1 shop.item.counted even…  would run, and 1 event that its key holds\n\n1 would run\n',
    });
    expect(handled).toEqual([]);
    expect(await eda(['dlq', 'replay', 'counter/1'])).toMatchObject({
      code: 1,
      out: '✗ counter/1 shop.item.counted even…  cannot count a␛[2J\n\n1 failed   eda dlq show counter/1\n',
    });
    broken = false;
    expect(await eda(['dlq', 'replay', '--all'])).toMatchObject({
      code: 0,
      out: '✓ counter/1 shop.item.counted even…  replayed, 1 held event followed\n\n1 replayed\n',
    });
    expect(handled).toEqual(['a1', 'a2']);
    expect((await eda(['dlq', 'list', '--state', 'replayed'])).out).toContain('counter/1');
    expect(await eda(['dlq', 'replay', 'counter/1'])).toMatchObject({
      code: 2,
      err: 'eda: counter/1 is replayed already\n',
    });
    // The inbox knows it: a delivery that comes late changes nothing.
    await deliver('a', 1);
    expect(handled).toEqual(['a1', 'a2']);
  });

  it('replays in the order of arrival, more than a digit counts', async () => {
    const keys = Array.from({ length: 12 }, (_, n) => `k${n}`);
    for (const key of keys) await deliver(key, 1);
    broken = false;
    expect((await eda(['dlq', 'replay', '--all'])).out).toMatch(/\n12 replayed\n$/);
    expect(handled).toEqual(keys.map((key) => `${key}1`));
  });

  it('filters by event, reason and time, and replays what is meant and nothing else', async () => {
    await deliver('a', 1);
    await deliver('b', 1, { data: { key: 'b' } });
    await deliver('c', 1, { type: 'shop.item.invented' });
    await runSql(
      url,
      "UPDATE eda.dead_letter SET last_at = now() - interval '3 days' WHERE reason = 'failed'",
    );
    const ids = async (...args: string[]) => {
      const { out } = await eda(['dlq', 'list', '--format', 'json', ...args]);
      return JSON.parse(out).deadLetters.map(({ id }: { id: string }) => id);
    };
    expect(await ids()).toEqual(['3', '2', '1']);
    expect(await ids('--limit', '1')).toEqual(['3']);
    expect(await ids('--event', 'shop.item.counted')).toEqual(['2', '1']);
    expect(await ids('--event', 'shop.item.invented')).toEqual(['3']);
    expect(await ids('--event', 'shop.item.lost')).toEqual([]);
    expect(await ids('--reason', 'invalid')).toEqual(['2']);
    expect(await ids('--since', '1h')).toEqual(['3', '2']);
    expect(await ids('--until', '2d')).toEqual(['1']);
    expect(await ids('--until', '2020-01-01')).toEqual([]);
    broken = false;
    const { code, out } = await eda(['dlq', 'replay', '--until', '1d', '--format', 'json']);
    expect({ code, results: JSON.parse(out).results }).toEqual({
      code: 0,
      results: [
        {
          service: 'counter',
          id: '1',
          event: 'shop.item.counted',
          eventId: 'event-{"key":"a","n":1}',
          result: 'replayed',
        },
      ],
    });
    expect(await ids()).toEqual(['3', '2']);
    expect(handled).toEqual(['a1']);
  });

  it('asks before it gives up for good', async () => {
    await deliver('a', 1);
    await deliver('b', 1);
    expect(await eda(['dlq', 'discard', 'counter/1'])).toEqual({
      code: 2,
      out: '',
      err: 'eda: nobody is here to be asked; --yes says that it is meant\n',
    });
    const terminal = (stdin: string) => eda(['dlq', 'discard', 'counter/1'], {}, { stdin, columns: 120 });
    const no = await terminal('\n');
    expect(no.code).toBe(1);
    expect(no.err).toContain('Give 1 dead letter up for good? [y/N]');
    expect((await eda(['dlq', 'discard', '--all', '--dry-run'])).out).toContain('2 would be given up');
    expect((await eda(['dlq', 'list'])).out).toContain('2 open');
    expect(await terminal('y\n')).toMatchObject({ code: 0, out: expect.stringContaining('1 discarded') });
    expect(await eda(['dlq', 'discard', '--all', '--yes'])).toMatchObject({ code: 0 });
    expect((await eda(['dlq', 'list', '--state', 'discarded'])).out).toContain('2 discarded dead letters');
    expect(handled).toEqual([]);
  });

  it('goes by address, with a token that no command line shows', async () => {
    await deliver('a', 1);
    const address = `http://127.0.0.1:${service.port}`;
    const at = (target: string, token?: string) =>
      eda(['dlq', 'list', '--url', target], token === undefined ? {} : { EDA_ADMIN_TOKEN: token });
    expect((await at(`${address}/`, ADMIN_TOKEN)).out).toContain('counter/1');
    expect(await at(address)).toMatchObject({
      code: 2,
      err: expect.stringContaining('EDA_ADMIN_TOKEN is not set'),
    });
    expect(await at(address, 'wrong')).toMatchObject({
      code: 1,
      err: expect.stringContaining('The token is wrong'),
    });
    expect(await at('http://10.0.0.7:7003', ADMIN_TOKEN)).toMatchObject({
      code: 2,
      err: expect.stringContaining('--plain-http'),
    });
    expect(await at('http://me:secret@127.0.0.1:7003', ADMIN_TOKEN)).toMatchObject({
      code: 2,
      err: expect.stringContaining('no secret belongs into an address'),
    });
    expect(await at('counter:7003', ADMIN_TOKEN)).toMatchObject({ code: 2 });
    expect(await at('http://127.0.0.1:1', ADMIN_TOKEN)).toMatchObject({
      code: 1,
      err: expect.stringContaining('no answer from http://127.0.0.1:1'),
    });
    expect(await at(sidecar.url, ADMIN_TOKEN)).toMatchObject({
      code: 1,
      err: expect.stringContaining('no service of eda'),
    });
  });

  it('serves those that answer, and says who does not', async () => {
    await deliver('a', 1);
    recordSystem(folder, [
      { name: 'counter', url: `http://127.0.0.1:${service.port}` },
      { name: 'mailer', url: 'http://127.0.0.1:1' },
      { name: 'sleeper' },
    ]);
    const { code, out, err } = await eda(['dlq', 'list']);
    expect({ code, out, err }).toMatchObject({ code: 1, out: expect.stringContaining('counter/1') });
    expect(err).toMatch(/^eda: mailer: no answer from .+\neda: sleeper: it does not run\n$/);
    expect(await eda(['dlq', 'list', '--service', 'countre'])).toMatchObject({
      code: 2,
      err: 'eda: eda dev runs no service countre; did you mean counter?\n',
    });
    expect((await eda(['dlq', 'list', '--service', 'counter'])).code).toBe(0);
  });

  it.each<[string, string[], string]>([
    ['an id that is none', ['show', 'x'], 'x is no id; one looks like counter/12'],
    ['another service', ['show', 'mailer/1'], 'there is no service mailer here; asked: counter'],
    ['an unknown id', ['show', 'counter/99'], 'counter/99: There is no such dead letter'],
    ['an unknown id', ['replay', 'counter/99'], 'counter/99: There is no such dead letter'],
    ['nothing chosen', ['replay'], 'which dead letters? name their ids, or filters, or --all'],
    ['too much chosen', ['discard', '1', '--all'], 'ids or filters, not both'],
    ['a time that is none', ['list', '--since', '31.12.'], '--since 31.12. is no time'],
    ['a day that is none', ['list', '--since', '2026-06-31'], '--since 2026-06-31 is no time'],
    ['a limit that is none', ['list', '--limit', '0'], '--limit takes a number'],
  ])('refuses %s', async (_what, args, message) => {
    const { code, out, err } = await eda(['dlq', ...args]);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(message);
  });

  it('says that nothing runs', async () => {
    writeFileSync(join(folder, '.eda/dev.json'), '{');
    expect(await eda(['dlq', 'list'])).toMatchObject({
      code: 2,
      err: expect.stringContaining('eda dev does not run here'),
    });
  });
});

describe('eda outbox', () => {
  async function park(): Promise<void> {
    sidecar.healthy = true;
    await runSql(
      url,
      `INSERT INTO eda.outbox_parked (lane, id, pubsub, topic, key, event_id, envelope, strict, created_at, attempts, reason)
       VALUES (1, 7, 'pubsub', 'shop.item.counted', 'k', '0c52a0d4-3f57-4d7e-8a6b-51d0c2b7e9aa',
         '{"id":"0c52a0d4-3f57-4d7e-8a6b-51d0c2b7e9aa","type":"shop.item.counted","data":{}}', true, now(), 10, 'too large')`,
    );
  }

  it('lists, publishes again under the same id, and gives up', async () => {
    expect((await eda(['outbox', 'list'])).out).toBe('nothing is parked in 1 service\n');
    await park();
    const { out } = await eda(['outbox', 'list']);
    expect(out).toMatch(
      /^counter\/7 {2}[\d:]+ {2}shop\.item\.counted 0c52… {2}key k waits {2}too large\n\n1 parked event/,
    );
    expect(await eda(['outbox', 'retry', 'counter/7'])).toMatchObject({ code: 0 });
    await until(() => sidecar.accepted.length === 1);
    expect(sidecar.accepted[0]?.event.id).toBe('0c52a0d4-3f57-4d7e-8a6b-51d0c2b7e9aa');
    expect(await eda(['outbox', 'retry', 'counter/7'])).toMatchObject({
      code: 1,
      out: '✗ counter/7  There is no such parked event\n',
    });
    await park();
    expect((await eda(['outbox', 'skip', '--all'])).code).toBe(2);
    expect(await eda(['outbox', 'skip', '--all', '--yes'])).toMatchObject({
      code: 0,
      out: '✓ counter/7  is given up\n',
    });
    expect((await eda(['outbox', 'skip', '--all', '--yes'])).out).toBe('nothing is parked\n');
    expect((await eda(['outbox', 'retry'])).code).toBe(2);
  });

  async function until(condition: () => boolean): Promise<void> {
    while (!condition()) await new Promise((resolve) => setTimeout(resolve, 10));
  }
});
