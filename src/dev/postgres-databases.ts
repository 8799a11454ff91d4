import type { Client } from 'pg';
import { fail, type Outcome, problem, succeed } from './outcome.ts';

/** The address of a database on the server that `url` leads to. */
export function addressOf(url: string, database: string): string {
  const address = new URL(url);
  // Drivers decode it as a URI, not as a component.
  address.pathname = `/${encodeURI(database)}`;
  return address.href;
}

/** Makes the databases that don't exist yet. Gives the server's version. */
export async function createDatabases(url: string, databases: readonly string[]): Promise<Outcome<string>> {
  const connected = await connect(url);
  if (!connected.ok) return connected;
  const client = connected.value;
  try {
    const { rows } = await client.query<{ datname: string }>('SELECT datname FROM pg_database');
    const there = new Set(rows.map(({ datname }) => datname));
    const missing = databases.filter((database) => !there.has(database));
    for (const database of missing) {
      try {
        await client.query(`CREATE DATABASE ${quoteIdentifier(database)}`);
      } catch (error) {
        return fail(cannotCreate(missing, error));
      }
    }
    const version = await client.query<{ server_version: string }>('SHOW server_version');
    return succeed(version.rows[0]?.server_version.split(' ')[0] ?? 'unknown');
  } finally {
    await client.end();
  }
}

async function connect(url: string): Promise<Outcome<Client>> {
  const { default: pg } = await import('pg');
  const wrong = 'DATABASE_URL is an address such as postgresql://user:password@localhost:5432/postgres';
  const protocol = URL.canParse(url) ? new URL(url).protocol : '';
  if (protocol !== 'postgresql:' && protocol !== 'postgres:') {
    return fail(problem('database-url', "the database's address can't be read", wrong, 'DATABASE_URL'));
  }
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  // A connection that breaks later rejects the query that is under way; unheard, the event would end the process.
  client.on('error', () => {});
  try {
    await client.connect();
    return succeed(client);
  } catch (error) {
    const { hostname, port } = new URL(url);
    const place = `${hostname}:${port || 5432}`;
    return fail(
      problem('database-url', `can't connect to ${place}: ${reasonOf(error)}`, wrong, 'DATABASE_URL'),
    );
  }
}

/** An error over several addresses has no message of its own, only a code. */
function reasonOf(error: unknown): string {
  const { message, code } = error as NodeJS.ErrnoException;
  return message || code || 'no reason given';
}

function cannotCreate(missing: readonly string[], error: unknown) {
  const statements = missing.map((database) => `CREATE DATABASE ${quoteIdentifier(database)};`).join(' ');
  const message = `can't create the database ${missing[0]}: ${reasonOf(error)}`;
  return problem('database-missing', message, `have it made there: ${statements}`, 'DATABASE_URL');
}

function quoteIdentifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
