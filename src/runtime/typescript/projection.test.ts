import { Client } from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startPostgres, type TestPostgres } from '../../../tests/support/postgres.ts';
import { createReadProjection } from './projection.ts';

let postgres: TestPostgres;
let client: Client;
const zone = process.env.TZ;

beforeAll(async () => {
  postgres = await startPostgres();
  client = new Client({ connectionString: await postgres.createDatabase() });
  await client.connect();
});

afterAll(async () => {
  if (zone === undefined) delete process.env.TZ;
  else process.env.TZ = zone;
  await client?.end();
  await postgres?.stop();
});

test('a day is the same day in every zone', async () => {
  process.env.TZ = 'Asia/Kathmandu';
  await client.query(
    'CREATE TABLE public.visits (day date, place text, last date, PRIMARY KEY (day, place))',
  );
  await client.query(
    `INSERT INTO public.visits VALUES ('2026-01-02', 'b', NULL), ('2026-01-01', 'a', '2026-03-01'), ('2026-01-02', 'a', NULL)`,
  );
  const read = createReadProjection(
    [
      {
        name: 'visits',
        table: 'visits',
        keyColumns: [
          { name: 'day', type: 'date' },
          { name: 'place', type: 'text' },
        ],
        columns: [{ name: 'last', type: 'date' }],
        events: {},
      },
    ],
    client,
  );
  expect(await read.get('visits', '2026-01-01', 'a')).toEqual({
    day: '2026-01-01',
    place: 'a',
    last: '2026-03-01',
  });
  const first = await read.list<{ day: string; place: string }>('visits', { limit: 2 });
  expect(first.map(({ day, place }) => [day, place])).toEqual([
    ['2026-01-01', 'a'],
    ['2026-01-02', 'a'],
  ]);
  const next = await read.list<{ place: string }>('visits', { after: ['2026-01-02', 'a'] });
  expect(next.map(({ place }) => place)).toEqual(['b']);
});
