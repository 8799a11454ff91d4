import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { Client } from 'pg';
import type { Logger } from './contract.ts';
import { type Database, openDatabase } from './database.ts';
import { migrate } from './migrate.ts';
import { startTestServer, type TestServer } from './test-server.ts';

/** An empty database for one test, on the server at DATABASE_URL or on the embedded one. */
export interface TestDatabase {
  readonly url: string;
  /** Drops it. */
  drop(): Promise<void>;
}

let embedded: Promise<TestServer> | undefined;

/**
 * Makes a database. One embedded server serves all tests of a process; nothing is changed in what else a given server holds.
 * @throws Error that says what is missing: the package, the server, the right to create databases.
 */
export async function createTestDatabase(serverUrl = process.env.DATABASE_URL): Promise<TestDatabase> {
  const server = serverUrl || (await startEmbedded()).superuserUrl;
  const name = `eda_test_${randomBytes(8).toString('hex')}`;
  await run(server, `CREATE DATABASE ${name}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => run(server, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`) };
}

/** A test database with a service's migrations, and a pool on it. */
export interface OpenTestDatabase {
  readonly url: string;
  readonly database: Database;
  /** Closes the pool, and drops the database. */
  close(): Promise<void>;
}

/** Makes a database, migrates and opens it. @throws Error that says what is missing, or which migration is refused. */
export async function openTestDatabase(
  logger: Logger,
  migrations = 'migrations',
  serverUrl?: string,
): Promise<OpenTestDatabase> {
  if (!existsSync(migrations)) {
    throw new Error(
      `There is no folder '${migrations}' in ${process.cwd()}: run the tests in the service's folder`,
    );
  }
  const made = await createTestDatabase(serverUrl);
  try {
    await migrate(made.url, migrations, logger);
  } catch (error) {
    await made.drop();
    throw error;
  }
  const database = openDatabase(made.url, 10, logger);
  return {
    url: made.url,
    database,
    async close() {
      await database.close();
      await made.drop();
    },
  };
}

function startEmbedded(): Promise<TestServer> {
  embedded ??= startTestServer();
  return embedded;
}

async function run(url: string, sql: string): Promise<void> {
  const client = new Client({ connectionString: url });
  client.on('error', () => {});
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
