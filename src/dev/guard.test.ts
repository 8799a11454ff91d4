import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { startGuard } from './guard.ts';
import { identifyProcess } from './process-identity.ts';

/** Long enough for a busy machine. */
const soon = { timeout: 15_000 };

const children: ChildProcess[] = [];

afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

describe('the guard', () => {
  it('asks, then kills, and leaves alone what it was told to forget', async () => {
    const guard = startGuard();
    const polite = sleeper('');
    const stubborn = sleeper("process.on('SIGTERM', () => {});");
    const forgotten = sleeper('');
    for (const { pid } of [polite, stubborn, forgotten])
      guard.watch(Number(pid), { signal: 'SIGTERM', graceMs: 400 });
    guard.forget(Number(forgotten.pid));
    await Promise.all([polite, stubborn, forgotten].map(untilRunning));
    guard.close();
    await expect.poll(() => identifyProcess(Number(polite.pid)), soon).toBeUndefined();
    await expect.poll(() => stubborn.signalCode, soon).toBe('SIGKILL');
    expect(polite.signalCode).toBe('SIGTERM');
    expect(forgotten.exitCode).toBeNull();
  });

  it.runIf(process.platform === 'linux')('is replaced when it dies, and the new one knows all', async () => {
    const before = guardsOf();
    const guard = startGuard();
    const child = sleeper('');
    guard.watch(Number(child.pid), { signal: 'SIGTERM', graceMs: 400 });
    await untilRunning(child);
    const [first] = guardsOf().filter((pid) => !before.includes(pid));
    process.kill(Number(first), 'SIGKILL');
    await expect
      .poll(() => guardsOf().filter((pid) => !before.includes(pid) && pid !== first))
      .toHaveLength(1);
    guard.close();
    await expect.poll(() => child.signalCode, soon).toBe('SIGTERM');
  });
});

function sleeper(code: string): ChildProcess {
  const options = { detached: true, stdio: ['ignore', 'pipe', 'ignore'] } as const;
  const child = spawn(process.execPath, ['-e', `${code} console.log('up'); setInterval(() => {}, 1000)`], {
    ...options,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  children.push(child);
  return child;
}

function untilRunning(child: ChildProcess): Promise<void> {
  return new Promise((done) => child.stdout?.once('data', () => done()));
}

function guardsOf(): readonly number[] {
  const children = readFileSync(`/proc/${process.pid}/task/${process.pid}/children`, 'utf8')
    .trim()
    .split(' ');
  return children.map(Number).filter((pid) => {
    try {
      return pid > 0 && readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('graceMs');
    } catch {
      return false;
    }
  });
}
