import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { createDiskFiles } from '../../src/spec/project-files.ts';
import { startPostgres, type TestPostgres } from '../support/postgres.ts';
import { planSystem, systems, textsOf } from './generated-system.ts';

let postgres: TestPostgres;

beforeAll(async () => {
  postgres = await startPostgres();
});

afterAll(async () => {
  await postgres?.stop();
});

/** What the runtime's statements name. */
const tables = ['attempt', 'dead_letter', 'inbox', 'inbox_held', 'inbox_key', 'outbox', 'outbox_parked'];

test.each(Object.entries(systems))(
  '%s: every service’s migrations apply, one after another',
  async (_name, source) => {
    const { architecture, plan } = await planSystem(createDiskFiles(source));
    const texts = textsOf(plan);
    // Each has a session of its own: what one leaves open reaches no other.
    const client = new Client({ connectionString: await postgres.createDatabase() });
    await client.connect();
    onTestFinished(() => client.end());
    let count = 0;
    for (const service of Object.keys(architecture.services)) {
      const generated = [...texts].filter(([path]) => path.startsWith(`services/${service}/migrations/eda/`));
      if (generated.length === 0) continue;
      count += 1;
      await client.query('BEGIN');
      for (const [path, text] of [...generated, ...ownMigrations(source, service)]) {
        await client.query(text).catch((error: Error) => {
          throw new Error(`${path}: ${error.message}`);
        });
      }
      const { rows } = await client.query<{ name: string }>(
        "SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'eda'",
      );
      expect(rows.map(({ name }) => name)).toEqual(expect.arrayContaining(tables));
      const { rowCount } = await client.query(
        "SELECT FROM information_schema.tables WHERE table_schema = 'public'",
      );
      const projections = Object.values(architecture.projections).filter((one) => one.service === service);
      expect(rowCount, service).toBeGreaterThanOrEqual(projections.length);
      await client.query('ROLLBACK');
    }
    expect(count).toBeGreaterThan(0);
  },
  300_000,
);

/** Those that people wrote for it, by path. */
function ownMigrations(source: string, service: string): (readonly [string, string])[] {
  const folder = join(source, 'services', service, 'migrations');
  try {
    return readdirSync(folder)
      .filter((name) => name.endsWith('.sql'))
      .sort()
      .map((name) => [join(folder, name), readFileSync(join(folder, name), 'utf8')]);
  } catch {
    return [];
  }
}
