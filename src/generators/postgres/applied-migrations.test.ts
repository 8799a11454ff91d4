import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startPostgres, type TestPostgres } from '../../../tests/support/postgres.ts';
import type { ColumnType } from '../../model/architecture.ts';
import { indexArchitecture } from '../../model/query.ts';
import { loadDesign } from '../../pipeline.ts';
import { createMemoryFiles } from '../../spec/project-files.ts';
import { openAssets } from '../assets.ts';
import { postgresGenerator } from './postgres-generator.ts';
import { printTableChange } from './print-table-change.ts';
import type { ProjectionTable } from './projection-table.ts';
import { designOf, type SampleParts } from './sample-design.fixture.ts';
import { applyChange, compareTables } from './table-change.ts';

let postgres: TestPostgres;
let client: Client;

beforeAll(async () => {
  postgres = await startPostgres();
  client = new Client({ connectionString: await postgres.createDatabase() });
  await client.connect();
});

afterAll(async () => {
  await client?.end();
  await postgres?.stop();
});

/** Designs one after another: each adds its migrations to those before, as releases do. */
async function migrate(
  ...designs: readonly { readonly parts: SampleParts; readonly dropUnused?: boolean }[]
) {
  await client.query('DROP SCHEMA IF EXISTS eda CASCADE; DROP SCHEMA public CASCADE; CREATE SCHEMA public');
  const assets = openAssets();
  const applied = new Set<string>();
  let record = {};
  for (const { parts, dropUnused = false } of designs) {
    const { architecture } = loadDesign(createMemoryFiles({ 'eda.yaml': designOf(parts) }), 'eda.yaml');
    if (architecture === undefined) throw new Error('no design');
    const index = indexArchitecture(architecture);
    const plan = postgresGenerator.plan({ architecture, index, options: { dropUnused }, record, assets });
    record = JSON.parse(JSON.stringify(plan.record));
    for (const { path, content } of plan.files) {
      if (!path.startsWith('services/analytics-service/') || applied.has(path)) continue;
      applied.add(path);
      await client.query('BEGIN');
      await client.query(content());
      await client.query('COMMIT');
    }
  }
}

async function columnsOf(table: string): Promise<string[]> {
  const { rows } = await client.query<{ column: string }>(
    `SELECT column_name || ' ' || data_type || CASE is_nullable WHEN 'NO' THEN ' not null' ELSE '' END AS column
     FROM information_schema.columns WHERE table_schema = 'public' AND table_name = $1 ORDER BY ordinal_position`,
    [table],
  );
  return rows.map(({ column }) => column);
}

describe('on a real server', () => {
  test('all tables of the runtime and of a projection', async () => {
    await migrate({ parts: { publishes: 'history: 7d, publishes: [reports.report.made],' } });
    const { rows } = await client.query<{ name: string }>(
      "SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'eda' ORDER BY 1",
    );
    expect(rows.map(({ name }) => name)).toEqual(
      expect.arrayContaining([
        'attempt',
        'dead_letter',
        'inbox',
        'inbox_held',
        'outbox',
        'outbox_parked',
        'outbox_sent',
      ]),
    );
    expect(await columnsOf('orders_per_person')).toEqual([
      'user_id text not null',
      'orders integer not null',
      'total double precision not null',
      'last_day date',
    ]);
  });

  test('a new row counts from 0', async () => {
    await migrate({ parts: {} });
    await client.query(`INSERT INTO public.orders_per_person (user_id) VALUES ('u')`);
    const { rows } = await client.query('SELECT orders, total, last_day FROM public.orders_per_person');
    expect(rows).toEqual([{ orders: 0, total: 0, last_day: null }]);
  });

  test('column by column: added, widened, dropped', async () => {
    await migrate(
      { parts: {} },
      {
        parts: {
          columns: 'orders: bigint, total: text, paid: boolean, seen: timestamp, more: json, id: uuid',
        },
      },
      { parts: { columns: 'orders: text' }, dropUnused: true },
    );
    expect(await columnsOf('orders_per_person')).toEqual(['user_id text not null', 'orders text']);
  });

  test('a renewed table is empty, and the old rows are still there, twice over', async () => {
    await migrate({ parts: {} }, { parts: { key: '[userId, orderId]' } }, { parts: { key: 'count' } });
    expect(await columnsOf('orders_per_person__0006')).toContain('user_id text not null');
    expect(await columnsOf('orders_per_person__0007')).toContain('order_id text not null');
    expect((await columnsOf('orders_per_person'))[0]).toBe('count bigint not null');
  });

  test('a dropped projection can come back', async () => {
    await migrate({ parts: {} }, { parts: { projection: '' }, dropUnused: true }, { parts: {} });
    expect(await columnsOf('orders_per_person')).toHaveLength(4);
  });

  test('every change that is called safe keeps every value', async () => {
    const samples: { readonly [type in ColumnType]: readonly string[] } = {
      integer: ['0', '-2147483648', '2147483647'],
      bigint: ['9223372036854775807', '-1'],
      number: ['0.1', '1e300', '-2.5'],
      text: ['', 'a'],
      boolean: ['true', 'false'],
      timestamp: ['2026-01-01T00:00:00Z'],
      date: ['2026-01-01', '0001-01-01'],
      uuid: ['00000000-0000-4000-8000-000000000000'],
      json: ['{"a":1}', 'null'],
    };
    const types = Object.keys(samples) as ColumnType[];
    let safe = 0;
    for (const from of types) {
      for (const to of types) {
        const now: ProjectionTable = {
          name: 't',
          key: [{ name: 'k', type: 'text' }],
          columns: [{ name: 'c', type: from }],
        };
        const wanted = { ...now, columns: [{ name: 'c', type: to }] };
        const { retype, obstacle } = compareTables(now, wanted);
        if (obstacle !== undefined || from === to) continue;
        safe++;
        const change = { kind: 'alter', table: 't', add: [], retype, drop: [] } as const;
        await client.query('DROP TABLE IF EXISTS public.t');
        await client.query(printTableChange('p', { kind: 'create', table: now }));
        for (const value of samples[from])
          await client.query('INSERT INTO public.t VALUES ($1, $2)', [value, value]);
        const before = await client.query<{ v: string }>('SELECT c::text AS v FROM public.t ORDER BY k');
        await client.query(printTableChange('p', change));
        const after = await client.query<{ v: string }>('SELECT c::text AS v FROM public.t ORDER BY k');
        expect(after.rows, `${from} → ${to}`).toEqual(before.rows);
        expect(applyChange(now, change)).toEqual(wanted);
      }
    }
    expect(safe).toBe(8);
  });
});
