import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { signalGroup } from './guard.ts';
import { fail, type Outcome, problem, succeed } from './outcome.ts';
import { identifyProcess, isAlive, type ProcessIdentity } from './process-identity.ts';

/** What `.eda/dev.json` says about the system that `eda dev` runs: how other commands find and address it. */
export interface RunningSystemRecord {
  readonly process: ProcessIdentity;
  readonly environment: string;
  readonly startedAt: string;
  /** Opens the services' routes under `/eda/`. Made anew for every run. */
  readonly adminToken: string;
  /** What the sidecars want to be sent, where the environment asks for tokens. */
  readonly sidecarToken?: string;
  readonly postgres?: { readonly mode: 'embedded' | 'external'; readonly version: string };
  readonly services: readonly RunningServiceRecord[];
}

export interface RunningServiceRecord {
  readonly name: string;
  /** Missing while it doesn't run. */
  readonly process?: ProcessIdentity;
  readonly appPort?: number;
  /** Of its sidecar's HTTP API. */
  readonly daprPort: number;
  readonly url?: string;
  /** In the embedded server, password included; of a server at DATABASE_URL, the user has it. */
  readonly databaseUrl?: string;
}

/** What a system has written of itself: from its first moment on who it is, and all of it once its services are known. */
type WrittenRecord = Pick<RunningSystemRecord, 'process'> & Partial<RunningSystemRecord>;

/** Who has taken the project, from the first moment of its start; undefined where nobody has, also when it was killed. */
export function runningProcess(root: string): ProcessIdentity | undefined {
  return readLive(root)?.process;
}

/** The record of the system that runs now; undefined where none does, and while it has no services yet. */
export function readRunningSystem(root: string): RunningSystemRecord | undefined {
  const record = readLive(root);
  return record !== undefined && isWhole(record) ? record : undefined;
}

/** A project's record while its system runs. */
export interface SystemClaim {
  write(record: Omit<RunningSystemRecord, 'process'>): void;
  release(): void;
}

/**
 * Takes the project for this process; one system of a project runs at a time. Services of an earlier one that outlived
 * it, since its guard was killed as well, are ended.
 */
export async function claimSystem(root: string): Promise<Outcome<SystemClaim>> {
  const file = recordOf(root);
  const identity = identifyProcess(process.pid) ?? { pid: process.pid, started: 'unknown' };
  mkdirSync(join(root, '.eda'), { recursive: true });
  ignoreFolder(root);
  for (let attempt = 0; attempt < 2; attempt++) {
    try {
      writeFileSync(file, JSON.stringify({ process: identity }), { mode: 0o600, flag: 'wx' });
      return succeed({
        write(record) {
          writeFileSync(
            `${file}.new`,
            `${JSON.stringify({ process: identity, ...record }, undefined, 2)}\n`,
            {
              mode: 0o600,
            },
          );
          renameSync(`${file}.new`, file);
        },
        release: () => rmSync(file, { force: true }),
      });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      const running = runningProcess(root);
      if (running !== undefined) return fail(reportRunning(running.pid));
      await endLeftovers(readRecord(root));
      rmSync(file, { force: true });
    }
  }
  return fail(reportRunning(undefined));
}

async function endLeftovers(record: WrittenRecord | undefined): Promise<void> {
  const left = (record?.services ?? []).flatMap(({ process }) =>
    process && isAlive(process) ? [process] : [],
  );
  for (const { pid } of left) signalGroup(pid, 'SIGKILL');
  for (let waited = 0; waited < 2000 && left.some(isAlive); waited += 20) await sleep(20);
}

/** Its services are the last that a start knows: with them, all is there. */
function isWhole(record: WrittenRecord): record is RunningSystemRecord {
  return record.services !== undefined;
}

function readLive(root: string): WrittenRecord | undefined {
  const record = readRecord(root);
  return record !== undefined && isAlive(record.process) ? record : undefined;
}

function readRecord(root: string): WrittenRecord | undefined {
  try {
    return JSON.parse(readFileSync(recordOf(root), 'utf8')) as WrittenRecord;
  } catch {
    return undefined;
  }
}

/** Data and secrets of a run are not for a repository, whatever its own list says. */
function ignoreFolder(root: string): void {
  try {
    writeFileSync(join(root, '.eda/.gitignore'), '*\n', { flag: 'wx' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}

function recordOf(root: string): string {
  return join(root, '.eda/dev.json');
}

function reportRunning(pid: number | undefined) {
  const which = pid === undefined ? '' : ` (process ${pid})`;
  return problem(
    'already-running',
    `eda dev runs in this project already${which}`,
    'stop that one first',
    '.eda/dev.json',
  );
}
