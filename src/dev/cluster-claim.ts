import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { signalGroup } from './guard.ts';
import { fail, type Outcome, problem, succeed } from './outcome.ts';
import { commandLineOf, identifyProcess, isAlive, type ProcessIdentity } from './process-identity.ts';

/** One eda at a time owns a cluster. A server that an eda left behind when it was killed is stopped. */
export async function claimCluster(folder: string): Promise<Outcome<true>> {
  const owner = readOwner(folder);
  if (owner !== undefined && isAlive(owner)) {
    return fail(
      problem(
        'postgres-in-use',
        `the cluster in ${folder} is in use by process ${owner.pid}`,
        'stop the eda that runs there first',
        '.eda/postgres',
      ),
    );
  }
  const data = join(folder, 'data');
  const file = join(data, 'postmaster.pid');
  const left = Number(readFirstLine(file));
  if (left > 0 && identifyProcess(left) !== undefined && commandLineOf(left)?.includes(data)) {
    for (const signal of ['SIGINT', 'SIGQUIT', 'SIGKILL'] as const) {
      signalGroup(left, signal);
      for (let waited = 0; waited < 5000 && identifyProcess(left) !== undefined; waited += 25)
        await sleep(25);
      if (identifyProcess(left) === undefined) break;
    }
  }
  // The server would refuse to start where the number in a stale file belongs to a stranger by now.
  rmSync(file, { force: true });
  writeFileSync(join(folder, 'owner.json'), `${JSON.stringify(identifyProcess(process.pid))}\n`, {
    mode: 0o600,
  });
  return succeed(true);
}

function readOwner(folder: string): ProcessIdentity | undefined {
  try {
    return JSON.parse(readFileSync(join(folder, 'owner.json'), 'utf8')) as ProcessIdentity;
  } catch {
    return undefined;
  }
}

/** Lets another eda have it. */
export function releaseCluster(folder: string): void {
  rmSync(join(folder, 'owner.json'), { force: true });
}

function readFirstLine(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8').split('\n')[0];
  } catch {
    return undefined;
  }
}
