import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { startPostgres, type TestPostgres } from '../../../tests/support/postgres.ts';
import { runtimeSchema } from '../../../tests/support/runtime-schema.ts';
import {
  createConsumer,
  createDefinition,
  createPublished,
  createSubscribed,
  createSubscription,
} from '../../../tests/support/service-fixture.ts';
import type { HandlerConsumer, ServiceDefinition } from './contract.ts';
import { guaranteesOf, openProvingGround, type ProvingGround } from './guarantees.ts';

const examples = { 'shop.item.counted': { key: 'a', n: 1 } };

let postgres: TestPostgres;
let migrations: string;
let grounds: ProvingGround[] = [];

beforeAll(async () => {
  postgres = await startPostgres();
  process.env.DATABASE_URL = postgres.superuserUrl;
  migrations = mkdtempSync(join(tmpdir(), 'eda-guarantees-'));
  writeFileSync(join(migrations, '0001-eda.sql'), runtimeSchema);
});
afterEach(async () => {
  await Promise.all(grounds.map((ground) => ground.close()));
  grounds = [];
});
afterAll(async () => {
  delete process.env.DATABASE_URL;
  rmSync(migrations, { recursive: true });
  await postgres.stop();
});

/** A service that takes an event and publishes it again. */
function serviceWith(consumer: Partial<HandlerConsumer> = {}): ServiceDefinition {
  return createDefinition({
    publishes: { 'shop.item.counted': createPublished({ ordered: consumer.ordered === true }) },
    subscriptions: [
      createSubscription({ events: [createSubscribed({ consumers: [createConsumer(consumer)] })] }),
    ],
  });
}

/** What does not hold, by title; `sabotage` breaks the tables first. */
async function failuresOf(definition: ServiceDefinition, sabotage = ''): Promise<string[]> {
  const ground = await openProvingGround(migrations);
  grounds.push(ground);
  if (sabotage !== '') await ground.database.query(sabotage);
  const failed: string[] = [];
  for (const { title, prove } of guaranteesOf(definition, examples)) {
    await prove(ground).catch(() => failed.push(title));
  }
  return failed;
}

test('every guarantee of a service is listed, and holds', async () => {
  const definition = serviceWith();
  expect(guaranteesOf(definition, examples).map(({ title }) => title)).toEqual([
    'shop.item.counted: what rolls back is never published; what commits is, in order, though answers of the broker get lost',
    'shop.item.counted: three deliveries at once, and three more, are one effect',
    'shop.item.counted: an attempt that fails leaves nothing behind, and is made again',
    'shop.item.counted: poison is kept, and blocks nobody; replayed, it takes effect',
    'shop.item.counted: what is no event is kept, and is not sent again',
  ]);
  expect(await failuresOf(definition)).toEqual([]);
});

test('order per key holds as well, where it is promised', async () => {
  const definition = serviceWith({ ordered: true });
  expect(guaranteesOf(definition, examples).map(({ title }) => title)).toContain(
    'shop.item.counted: poison is kept, its key waits, and goes on in order when it is replayed',
  );
  expect(await failuresOf(definition)).toEqual([]);
});

test('of events with a version, what is stale has no effect', async () => {
  const definition = serviceWith({ versionOf: (data) => (data as { n: number }).n });
  expect(guaranteesOf(definition, examples).filter(({ title }) => /attempt|poison/.test(title))).toEqual([]);
  expect(await failuresOf(definition)).toEqual([]);
});

test('nothing is promised without a database, of raw events and of consumers that take every delivery', () => {
  expect(guaranteesOf({ ...serviceWith(), database: false }, examples)).toEqual([]);
  const titles = guaranteesOf(serviceWith({ idempotent: false }), examples).map(({ title }) => title);
  expect(titles.filter((title) => /deliveries|attempt|poison/.test(title))).toEqual([]);
});

test('an example that no handler gets proves nothing, and says so', async () => {
  const ground = await openProvingGround(migrations);
  grounds.push(ground);
  const [, once] = guaranteesOf(serviceWith({ when: () => false }), examples);
  expect(await once?.prove(ground)).toMatch(/filter/);
});

test.each([
  ['an inbox that forgets', 'ALTER TABLE eda.inbox DROP CONSTRAINT inbox_pkey', /deliveries/],
  ['an outbox that loses', loses('outbox'), /rolls back/],
  ['dead letters that are lost', loses('dead_letter'), /poison/],
])('%s is noticed', async (_name, sabotage, title) => {
  expect(await failuresOf(serviceWith(), sabotage)).toContainEqual(expect.stringMatching(title));
});

/** Every row of a table goes nowhere, and nobody is told. */
function loses(table: string): string {
  return `CREATE FUNCTION lose() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
    CREATE TRIGGER lose BEFORE INSERT ON eda.${table} FOR EACH ROW EXECUTE FUNCTION lose()`;
}
