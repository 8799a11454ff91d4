import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { signalGroup } from '../../src/dev/guard.ts';
import { identifyProcess } from '../../src/dev/process-identity.ts';
import { readRunningSystem, runningProcess } from '../../src/dev/running-system.ts';
import { bundleDriver } from './bundled-driver.ts';
import { createFixtureProject, type FixtureProject } from './fixture-project.ts';

/** What the studio does with the system, and the system, in one program. */
const driver = `
import { PassThrough } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { devCommand } from './src/cli/dev-session.ts';
import { openSystemControl } from './src/cli/studio-dev.ts';
const { argv, stdin, env } = process;
if (argv[2] === 'dev') {
  // Says nothing: a studio that is gone is not noticed by a pipe that broke.
  const nowhere = new PassThrough().resume();
  process.exitCode = await devCommand({}, { stdout: nowhere, stderr: nowhere, stdin, env, cwd: process.cwd() });
} else {
  const control = openSystemControl({ folder: process.cwd() }, argv[1]);
  control.start();
  const ticks = setInterval(() => console.log(control.state().phase), 100);
  await new Promise((done) => process.once('SIGINT', done));
  if (argv[2] === 'stop-first') {
    control.stop();
    // Two signals at once would be one.
    await sleep(20);
  }
  await control.close();
  clearInterval(ticks);
  console.log(control.state().phase);
}
`;

/** Long enough for a busy machine. */
const soon = { timeout: 60_000 };

let project: FixtureProject;
let program: string;
let studio: ChildProcess | undefined;
let out = '';

beforeEach(async () => {
  project = await createFixtureProject();
  program = await bundleDriver(project.root, driver);
});

afterEach(async () => {
  studio?.kill('SIGKILL');
  const left = runningProcess(project.root);
  if (left !== undefined) signalGroup(left.pid, 'SIGTERM');
  await expect.poll(isSystemGone, soon).toBe(true);
  project.remove();
});

it('ends in order what it started, at a Ctrl-C that reaches the whole group', async () => {
  const { pids, ended } = await start();
  signalGroup(Number(studio?.pid), 'SIGINT');
  expect(await ended).toBe(0);
  expect(out.trimEnd().split('\n').at(-1)).toBe('stopped');
  expect(pids.map(identifyProcess)).toEqual(pids.map(() => undefined));
  // An end that is hurried leaves it behind.
  expect(existsSync(join(project.root, '.eda/dev.json'))).toBe(false);
});

it('ends in order what was asked to stop already', async () => {
  const { ended } = await start('stop-first');
  studio?.kill('SIGINT');
  expect(await ended).toBe(0);
  expect(existsSync(join(project.root, '.eda/dev.json'))).toBe(false);
});

it('leaves nothing running where it is killed', async () => {
  const { pids } = await start();
  studio?.kill('SIGKILL');
  const left = runningProcess(project.root);
  if (left !== undefined) signalGroup(left.pid, 'SIGTERM');
  await expect.poll(() => pids.map(identifyProcess), soon).toEqual(pids.map(() => undefined));
});

/** Starts the system through the studio; gives the processes of `eda dev` and its services. */
async function start(
  ...args: readonly string[]
): Promise<{ readonly pids: readonly number[]; readonly ended: Promise<number | null> }> {
  out = '';
  const started = spawn(process.execPath, [program, ...args], {
    cwd: project.root,
    // As from a shell: a group of its own.
    detached: true,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  studio = started;
  started.stdout.on('data', (chunk) => {
    out += chunk;
  });
  const ended = new Promise<number | null>((done) => started.once('close', (code) => done(code)));
  await expect.poll(() => out, soon).toContain('running');
  const record = readRunningSystem(project.root);
  const services = (record?.services ?? []).flatMap(({ process: one }) =>
    one === undefined ? [] : [one.pid],
  );
  expect(services.length).toBeGreaterThan(0);
  return { pids: [...(record === undefined ? [] : [record.process.pid]), ...services], ended };
}

function isSystemGone(): boolean {
  const file = join(project.root, '.eda/postgres/data/postmaster.pid');
  const postgres = existsSync(file) ? Number(readFileSync(file, 'utf8').split('\n')[0]) : 0;
  return (
    runningProcess(project.root) === undefined && (postgres === 0 || identifyProcess(postgres) === undefined)
  );
}
