import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { aggregateOf } from '../../src/runtime/typescript/aggregate.ts';
import { balancesTable, createBank } from '../support/aggregate-fixture.ts';
import { type FakeSidecar, startFakeSidecar } from '../support/fake-sidecar.ts';
import { runSql, startPostgres, type TestPostgres } from '../support/postgres.ts';
import { startTestService, type TestService } from '../support/running-service.ts';
import { runtimeSchema } from '../support/runtime-schema.ts';
import { until } from '../support/service-fixture.ts';
import { recordSystem } from './record-system.ts';
import { project, runEda } from './run-eda.ts';

let postgres: TestPostgres;
let url: string;
let sidecar: FakeSidecar;
let service: TestService;
let folder: string;

beforeAll(async () => {
  postgres = await startPostgres();
});
afterAll(() => postgres.stop());
beforeEach(async () => {
  url = await postgres.createDatabase(`${runtimeSchema};${balancesTable}`);
  sidecar = await startFakeSidecar();
  service = await startTestService({ ...createBank(), sidecar, databaseUrl: url, graceMs: 500 });
  folder = project();
  recordSystem(folder, [{ name: 'counter', url: `http://127.0.0.1:${service.port}` }]);
});
afterEach(async () => {
  await service.stop();
  await sidecar.close();
});

const eda = (...args: string[]) => runEda(folder, args);
const pay = (key: string, amount: number) =>
  service.transaction(({ aggregates }) =>
    aggregateOf(aggregates, 'account').execute(key, { key, pay: amount } as never),
  );

describe('eda state', () => {
  it('shows the state and the events, hostile ones too, and what is wrong with a stream', async () => {
    const key = 'a/b \u001b[2J';
    await pay(key, 5);
    await pay(key, 2);
    const { code, out } = await eda('state', 'account', key, '--at', '1');
    expect(code).toBe(0);
    expect(out).toContain('account/a/b ␛[2J  version 1');
    expect(out).toContain('"balance": 5');
    expect(out).not.toContain('\u001b');
    expect((await eda('state', 'account', key, '--limit', '1')).out).toContain('1 event before: --limit 2');
    await runSql(url, 'DELETE FROM eda.event WHERE version = 1');
    expect(await eda('state', 'account', key)).toMatchObject({
      code: 1,
      err: 'eda: counter: Stream account/a/b ␛[2J has a gap: version 1 is missing, 2 follows\n',
    });
  });

  it.each([
    [['state', 'acount', 'a'], 2, 'eda: no service has an aggregate acount'],
    [['state', 'account', 'nobody'], 2, 'eda: counter: there is no event of account/nobody'],
    [['state', 'account', 'a', '--at', 'tomorrow'], 2, 'eda: --at takes a version or a time'],
    [['state', 'account', 'a', '--limit', '0'], 2, 'eda: --limit takes a number'],
  ] as const)('%j says what is wrong', async (args, code, message) => {
    const run = await eda(...args);
    expect(run.code).toBe(code);
    expect(run.err).toContain(message);
  });
});

describe('eda projection', () => {
  it('lists projections with what they go on without, and rebuilds them', async () => {
    await pay('a', 1);
    await runSql(
      url,
      `INSERT INTO eda.event (position, stream, version, event_id, type, schema, data)
       VALUES (nextval('eda.event_position'), 'account/broken', 1, gen_random_uuid(), 'account.paid', '1.0.0', '{"key":"broken"}')`,
    );
    await until(async () => (await eda('projection', 'list')).code === 1, 'the fault', 30_000);
    const listed = await eda('projection', 'list');
    expect(listed.out).toContain('balances  counter  of the store  up to date');
    expect(listed.out).toContain(
      'without account/broken, version 1, account.paid: the data do not fit the schema: n: must be a number',
    );
    expect(listed.out).toContain('when they are mended: eda projection rebuild balances');
    await runSql(url, `UPDATE eda.event SET data = '{"key":"broken","n":3}' WHERE stream = 'account/broken'`);
    expect(await eda('projection', 'rebuild', 'balances')).toMatchObject({
      code: 0,
      out: '✓ balances  is rebuilt and read from now on\n',
    });
    expect(await eda('projection', 'list')).toMatchObject({ code: 0 });
    const json = JSON.parse((await eda('projection', 'list', '--format', 'json')).out);
    expect(json.projections).toMatchObject([{ service: 'counter', projection: 'balances', faults: [] }]);
  });

  it('says why one cannot be rebuilt', async () => {
    expect(await eda('projection', 'rebuild', 'balance')).toMatchObject({
      code: 2,
      err: 'eda: no service has a projection balance; did you mean balances?\n',
    });
    await runSql(url, 'CREATE VIEW public.report AS SELECT key FROM public.balances');
    expect(await eda('projection', 'rebuild', 'balances')).toMatchObject({
      code: 1,
      err: expect.stringContaining("balances: it can't be rebuilt: views read its table"),
    });
  });
});
