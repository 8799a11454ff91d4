import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { ById } from '../../model/architecture.ts';
import { indexArchitecture } from '../../model/query.ts';
import { loadDesign } from '../../pipeline.ts';
import { createDiskFiles, createMemoryFiles } from '../../spec/project-files.ts';
import { openAssets } from '../assets.ts';
import type { Assets } from '../generator.ts';
import { postgresGenerator } from './postgres-generator.ts';
import { designOf } from './sample-design.fixture.ts';

const assets = openAssets();

interface Run {
  /** Text by path below `services/analytics-service/migrations/eda/`. */
  readonly files: ReadonlyMap<string, string>;
  readonly record: ById<unknown>;
  readonly diagnostics: readonly Diagnostic[];
  readonly paths: readonly string[];
}

function run(
  design: string,
  record: ById<unknown> = {},
  options: ById<unknown> = {},
  from: Assets = assets,
): Run {
  const { architecture, diagnostics } = loadDesign(createMemoryFiles({ 'eda.yaml': design }), 'eda.yaml');
  const errors = diagnostics.filter(({ severity }) => severity === 'error').map(({ message }) => message);
  if (architecture === undefined || errors.length > 0) throw new Error(errors.join('\n'));
  const index = indexArchitecture(architecture);
  const plan = postgresGenerator.plan({ architecture, index, options, record, assets: from });
  const folder = 'services/analytics-service/migrations/eda/';
  return {
    files: new Map(
      plan.files
        .filter(({ path }) => path.startsWith(folder))
        .map((file) => [file.path.slice(folder.length), file.content()]),
    ),
    // As eda.lock keeps it.
    record: JSON.parse(JSON.stringify(plan.record)) as ById<unknown>,
    diagnostics: plan.diagnostics ?? [],
    paths: plan.files.map(({ path }) => path),
  };
}

const codes = ({ diagnostics }: Run) => diagnostics.map(({ code, severity }) => `${severity} ${code}`);

describe('what a service gets', () => {
  test('the same runtime tables, whatever it does', () => {
    const tables = ['0001-schema', '0002-outbox', '0003-inbox', '0004-dead-letter'];
    expect(run(designOf()).paths).toEqual([
      ...tables.map((name) => `services/order-service/migrations/eda/${name}.sql`),
      ...[...tables, '0005-orders-per-person'].map(
        (name) => `services/analytics-service/migrations/eda/${name}.sql`,
      ),
    ]);
    const idle = run(designOf({ projection: '' }));
    expect([...idle.files.keys()]).toEqual(tables.map((name) => `${name}.sql`));
  });

  test('nothing without a database, without code, or from outside', () => {
    const design = designOf()
      .replace('domain: sales, publishes', 'domain: sales, database: none, publishes')
      .replace('domain: reports', 'domain: reports, language: none');
    expect(run(design).paths).toEqual([]);
  });

  test('history where an environment keeps it', () => {
    const paths = run(
      designOf().replace(
        'domain: sales, publishes',
        'domain: sales, in: { local: { history: 7d } }, publishes',
      ),
    ).paths;
    expect(paths).toContain('services/order-service/migrations/eda/0003-outbox-history.sql');
  });

  test('the tables of the runtime as they are', () => {
    const text = run(designOf()).files.get('0003-inbox.sql');
    const ddl = readFileSync(new URL('../../runtime/sql/inbox.sql', import.meta.url), 'utf8');
    expect(text).toBe(
      '-- analytics-service: events that were handled, and the keys that wait.\n' +
        '-- Made by eda; applied once, in the order of the numbers, and never changed afterwards.\n\n' +
        `${ddl.trimEnd()}\n`,
    );
  });

  test('a typed table for each projection', () => {
    expect(run(designOf()).files.get('0005-orders-per-person.sql')).toBe(
      [
        '-- analytics-service: the table of projection orders-per-person.',
        '-- Made by eda; applied once, in the order of the numbers, and never changed afterwards.',
        '',
        'CREATE TABLE public."orders_per_person" (',
        '  "user_id"  text NOT NULL,',
        '  "orders"   integer NOT NULL DEFAULT 0,',
        '  "total"    double precision NOT NULL DEFAULT 0,',
        '  "last_day" date,',
        '  PRIMARY KEY ("user_id")',
        ');',
        '',
      ].join('\n'),
    );
  });

  test.each(['todo', 'orders', 'iot', 'bank', 'large'])('the system %s', (system) => {
    const folder = fileURLToPath(new URL(`../../../tests/systems/${system}`, import.meta.url));
    const { architecture } = loadDesign(createDiskFiles(folder), 'eda.yaml');
    if (architecture === undefined) throw new Error(`${system} cannot be read`);
    const index = indexArchitecture(architecture);
    const plan = postgresGenerator.plan({ architecture, index, options: {}, record: {}, assets });
    expect(plan.files.length).toBeGreaterThan(0);
    expect(new Set(plan.files.map(({ path }) => path)).size).toBe(plan.files.length);
    for (const file of plan.files) expect(file.content()).toMatch(/^-- [\s\S]+;\n$/);
  });
});

describe('later runs', () => {
  test('add nothing where nothing changed', () => {
    const first = run(designOf());
    const second = run(designOf(), first.record);
    expect(second).toEqual(first);
  });

  test('append what is new, and number on', () => {
    const first = run(designOf({ projection: '' }));
    expect([...first.files.keys()].at(-1)).toBe('0004-dead-letter.sql');
    const second = run(designOf(), first.record);
    const third = run(
      designOf({ columns: 'orders: integer, total: number, lastDay: date, paid: bigint' }),
      second.record,
    );
    expect([...third.files.keys()]).toEqual([...second.files.keys(), '0006-orders-per-person-add-paid.sql']);
    expect(third.files.get('0006-orders-per-person-add-paid.sql')).toContain(
      'ALTER TABLE public."orders_per_person"\n  ADD COLUMN "paid" bigint NOT NULL DEFAULT 0;\n',
    );
    for (const [name, text] of second.files) expect(third.files.get(name)).toBe(text);
  });

  test('a service whose history is to be kept gets the table for it behind what it has', () => {
    const first = run(designOf());
    const second = run(designOf({ publishes: 'history: 7d,' }), first.record);
    expect([...second.files.keys()].at(-1)).toBe('0006-outbox-history.sql');
  });

  test('widen a type in place', () => {
    const first = run(designOf());
    const second = run(designOf({ columns: 'orders: bigint, total: text, lastDay: date' }), first.record);
    expect(second.files.get('0006-orders-per-person-change.sql')).toContain(
      [
        'ALTER TABLE public."orders_per_person"',
        '  ALTER COLUMN "orders" TYPE bigint USING "orders"::bigint,',
        '  ALTER COLUMN "total" DROP DEFAULT,',
        '  ALTER COLUMN "total" DROP NOT NULL,',
        '  ALTER COLUMN "total" TYPE text USING "total"::text;',
      ].join('\n'),
    );
    expect(codes(second)).toEqual([]);
  });

  test.each([
    ['a type that would lose values', { columns: 'orders: boolean, total: number, lastDay: date' }],
    ['another key', { key: '[userId, orderId]' }],
  ])('set the table aside and begin anew: %s', (_title, change) => {
    const first = run(designOf());
    const second = run(designOf(change), first.record);
    expect(second.files.get('0006-orders-per-person-renew.sql')).toContain(
      'ALTER TABLE public."orders_per_person" RENAME TO "orders_per_person__0006";\n\nCREATE TABLE public."orders_per_person" (',
    );
    expect(codes(second)).toEqual(['warning projection-renewed']);
    expect(codes(run(designOf(change), second.record))).toEqual([]);
  });

  test('ask for a rebuild where the service can read all events of the projection again', () => {
    const kept = (columns: string) =>
      `projections: { orders-per-person: { service: analytics-service, from: [sales.order.placed], key: userId, keep: true, columns: { ${columns} } } }`;
    const first = run(designOf({ projection: kept('orders: integer') }));
    expect([...first.files.keys()]).toContain('0005-event-store.sql');
    const added = run(designOf({ projection: kept('orders: integer, paid: bigint') }), first.record);
    const rebuild = `UPDATE eda.projection SET rebuild = true WHERE name = 'orders-per-person' AND state = 'live';`;
    expect(added.files.get('0007-orders-per-person-add-paid.sql')).toContain(rebuild);
    const renewed = run(designOf({ projection: kept('orders: boolean, paid: bigint') }), added.record);
    expect(renewed.files.get('0008-orders-per-person-renew.sql')).toContain(rebuild);
    expect(renewed.diagnostics[0]?.help).toContain('the service fills it from its store');
    // What was recorded is printed again as it was.
    expect(
      run(designOf({ projection: kept('orders: boolean, paid: bigint') }), renewed.record).files,
    ).toEqual(renewed.files);
  });

  test('keep a column that the design no longer has, and take it up again', () => {
    const first = run(designOf());
    const less = designOf({ columns: 'orders: integer, total: number' });
    const second = run(less, first.record);
    expect([second.files.size, codes(second)]).toEqual([first.files.size, ['info projection-left']]);
    expect(run(designOf(), second.record).files.size).toBe(first.files.size);
    const third = run(less, second.record, { dropUnused: true });
    expect(third.files.get('0006-orders-per-person-change.sql')).toContain('DROP COLUMN "last_day";');
    expect(codes(third)).toEqual([]);
    expect(run(designOf(), third.record).files.get('0007-orders-per-person-add-last-day.sql')).toContain(
      'ADD COLUMN "last_day" date;',
    );
  });

  test('keep the table of a projection that is gone, unless asked to drop it', () => {
    const first = run(designOf());
    const second = run(designOf({ projection: '' }), first.record);
    expect([second.files.size, codes(second)]).toEqual([first.files.size, ['info projection-left']]);
    const third = run(designOf({ projection: '' }), second.record, { dropUnused: true });
    expect(third.files.get('0006-orders-per-person-drop.sql')).toContain(
      'DROP TABLE public."orders_per_person";',
    );
    expect(run(designOf(), third.record).files.has('0007-orders-per-person.sql')).toBe(true);
  });

  test('a service that leaves and returns keeps its numbers', () => {
    const first = run(designOf());
    const without = run(
      designOf()
        .replace(/ {2}analytics-service:.*\n/, '')
        .replace(/projections:.*\n(?: .*\n)*/, ''),
      first.record,
    );
    expect(without.files.size).toBe(0);
    expect(run(designOf(), without.record).files).toEqual(first.files);
  });
});

describe('a newer eda', () => {
  const newer = (changed: { readonly [path: string]: string }): Assets => ({
    ...assets,
    version: 'newer',
    list: (folder) => [
      ...new Set([
        ...assets.list(folder),
        ...Object.keys(changed).map((path) => path.slice(folder.length + 1)),
      ]),
    ],
    text: (path) => changed[path] ?? assets.text(path),
  });

  test('appends the next version of its tables', () => {
    const first = run(designOf());
    const next = newer({ 'src/runtime/sql/inbox.2.sql': 'ALTER TABLE eda.inbox ADD COLUMN note text;\n' });
    const second = run(designOf(), first.record, {}, next);
    expect([...second.files.keys()].at(-1)).toBe('0006-inbox-2.sql');
    expect(second.files.get('0006-inbox-2.sql')).toContain('ADD COLUMN note text;');
    expect(run(designOf(), second.record, {}, next).files).toEqual(second.files);
    expect([...run(designOf(), {}, {}, next).files.keys()]).toEqual([
      '0001-schema.sql',
      '0002-outbox.sql',
      '0003-inbox.sql',
      '0004-inbox-2.sql',
      '0005-dead-letter.sql',
      '0006-orders-per-person.sql',
    ]);
  });

  test('says so where it changed tables that are already made', () => {
    const first = run(designOf());
    const second = run(designOf(), first.record, {}, newer({ 'src/runtime/sql/inbox.sql': 'SELECT 1;\n' }));
    expect(second.diagnostics.map(({ code, severity, message }) => [code, severity, message])).toEqual(
      ['order-service', 'analytics-service'].map((service) => [
        'runtime-tables-changed',
        'warning',
        `the runtime tables of ${service} changed after 0003-inbox.sql was made from them`,
      ]),
    );
    expect([...second.files.keys()]).toEqual([...first.files.keys()]);
  });
});

describe('what cannot be trusted', () => {
  test.each([
    ['no list', {}],
    ['a path for a name', [{ file: '../../0001-x.sql', part: 'schema', version: 1, hash: '' }]],
    ['a number that is missing', [{ file: '0002-schema.sql', part: 'schema', version: 1, hash: '' }]],
    ['an unknown part', [{ file: '0001-schema.sql', part: 'else', version: 1, hash: '' }]],
    [
      'an unknown type',
      [
        {
          file: '0001-a.sql',
          projection: 'a',
          change: { kind: 'create', table: { name: 'a', key: [{ name: 'k', type: 'money' }], columns: [] } },
        },
      ],
    ],
  ])('a damaged record stops the service and no other: %s', (_title, damaged) => {
    const result = run(designOf(), { 'analytics-service': damaged });
    expect(codes(result)).toEqual(['error migration-record']);
    expect(result.files.size).toBe(0);
    expect(result.paths).toHaveLength(4);
    expect(result.record['analytics-service']).toEqual(damaged);
  });

  test('a reserved word, or a long name, as a projection', () => {
    const long = `order-${'x'.repeat(80)}`;
    for (const name of ['order', 'user', long]) {
      const result = run(designOf().replace('orders-per-person', name));
      const [file = ''] = [...result.files.keys()].slice(-1);
      expect(file).toMatch(/^0005-[a-z-]{1,80}\.sql$/);
      expect(result.files.get(file)).toContain(
        `CREATE TABLE public."${name.replaceAll('-', '_').slice(0, 63)}" (`,
      );
    }
  });

  test('two projections whose names are one in the database', () => {
    const long = 'x'.repeat(70);
    const entry = (name: string) =>
      `  ${name}: { service: analytics-service, from: [sales.order.placed], key: userId, columns: { n: integer } }\n`;
    const result = run(designOf({ projection: `projections:\n${entry(`${long}-a`)}${entry(`${long}-b`)}` }));
    expect(codes(result)).toEqual(['error projection-table']);
    expect(result.files.size).toBe(5);
  });

  test('a column with the name of a key column', () => {
    const result = run(designOf({ columns: 'userId: integer' }));
    expect(codes(result)).toEqual(['error projection-columns']);
    expect([...result.files.keys()]).not.toContain('0005-orders-per-person.sql');
  });
});
