import { randomBytes } from 'node:crypto';
import { Client } from 'pg';
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
