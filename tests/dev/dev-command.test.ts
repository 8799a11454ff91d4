import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { commandLineOf, identifyProcess } from '../../src/dev/process-identity.ts';
import { readRunningSystem, runningProcess } from '../../src/dev/running-system.ts';
import { bundleDriver } from './bundled-driver.ts';
import { createFixtureProject, type FixtureProject } from './fixture-project.ts';

const driver = `
import { devCommand } from './src/cli/dev-session.ts';
const { stdout, stderr, stdin, env } = process;
// A terminal as far as the command can tell; the test types into the pipe.
const asTerminal = () => ({ stdin: Object.assign(stdin, { isTTY: true, setRawMode() {} }), stdout: Object.assign(stdout, { isTTY: true }) });
const io = { stdout, stderr, stdin, ...(env.TERMINAL ? asTerminal() : {}), env, cwd: process.cwd() };
const t = { key: 't', does: 'counts', run: async (system, say) => say('there are ' + system.services.length) };
process.exitCode = await devCommand({ keys: [t] }, io);
`;

/** Long enough for a busy machine. */
const soon = { timeout: 60_000 };

let project: FixtureProject;
let program: string;
let child: ChildProcess | undefined;
/** What a test leaves running, should it fail half-way. */
const left: number[] = [];
let output: { out: string; err: string };

beforeEach(async () => {
  project = await createFixtureProject();
  program = await bundleDriver(project.root, driver);
});

afterEach(async () => {
  child?.kill('SIGKILL');
  for (const pid of left.splice(0)) if (identifyProcess(pid) !== undefined) process.kill(pid, 'SIGKILL');
  // The guard ends what the killed command left.
  await expect.poll(() => readPostmaster() === undefined, soon).toBe(true);
  project.remove();
});

describe('eda dev', () => {
  it('shows where things are, what happens, and ends all on Ctrl-C', async () => {
    const ended = run();
    await expect.poll(() => output.out, soon).toContain('2 services ready in');
    expect(output.out).toMatch(/^ {2}sidecars {4}embedded {12}127\.0\.0\.1:\d+/m);
    expect(output.out).toMatch(/^ {2}postgres {4}embedded \d+\.\d+ {7}2 databases in \.eda\/postgres$/m);
    expect(output.out).toMatch(
      new RegExp(`^  todo-service   ready  http://127.0.0.1:${project.ports.todo}   \\d+\\.\\d s$`, 'm'),
    );
    expect(output.out).toMatch(/^\d\d:\d\d:\d\d\.\d{3} {2}mail-service {2}up text=mail$/m);
    expect(output.out).toMatch(/2 services ready in \d+\.\d s · Ctrl-C stops all\n/);
    const pids = pidsOf();
    child?.kill('SIGINT');
    expect(await ended).toBe(0);
    expect(output.out.trimEnd().split('\n').at(-1)).toBe('2 services stopped');
    expect(pids.map(identifyProcess)).toEqual(pids.map(() => undefined));
    expect(existsSync(join(project.root, '.eda/dev.json'))).toBe(false);
  });

  it('obeys single keys on a terminal', async () => {
    const ended = run({ TERMINAL: '1', NO_COLOR: '1' });
    await expect.poll(() => output.out, soon).toContain('· t counts · r restarts · q stops all');
    child?.stdin?.write('t');
    await expect.poll(() => output.out, soon).toContain('there are 2');
    child?.stdin?.write('r');
    await expect
      .poll(() => output.out, soon)
      .toContain('restart which?  1 todo-service  2 mail-service  a all');
    child?.stdin?.write('2');
    await expect.poll(() => output.out, soon).toMatch(/mail-service {2}✓ ready again/);
    expect(output.out).not.toMatch(/todo-service {2}✓ ready again/);
    child?.stdin?.write('q');
    expect(await ended).toBe(0);
    expect(output.out).not.toContain('\x1b');
  });

  it('starts what can be started, says where the rest is broken, and takes it up when mended', async () => {
    const main = 'services/mail-service/src/main.js';
    const source = readFileSync(join(project.root, main), 'utf8');
    project.write(main, 'serve(;');
    const ended = run();
    await expect.poll(() => output.out, soon).toContain('1 of 2 services ready in');
    expect(output.out).toContain(`mail-service  ✗ ${main}:1:7  Unexpected ";"`);
    project.write(main, source);
    await expect.poll(() => output.out, soon).toMatch(/^ {2}mail-service {3}ready/m);
    child?.kill('SIGTERM');
    expect(await ended).toBe(0);
  });

  it('leaves nothing running when it is killed with -9, and starts again after that', async () => {
    void run();
    await expect.poll(() => output.out, soon).toContain('services ready in');
    const pids = pidsOf();
    const postmaster = readPostmaster();
    expect(pids).toHaveLength(2);
    expect(postmaster).toBeGreaterThan(0);
    child?.kill('SIGKILL');
    await expect
      .poll(() => [...pids, Number(postmaster)].map(identifyProcess), soon)
      .toEqual([undefined, undefined, undefined]);
    expect(runningProcess(project.root)).toBeUndefined();

    const ended = run();
    await expect.poll(() => output.out, soon).toContain('services ready in');
    child?.kill('SIGTERM');
    expect(await ended).toBe(0);
  });

  it('clears up after a run whose guard was killed as well', async () => {
    void run();
    await expect.poll(() => output.out, soon).toContain('services ready in');
    const pids = pidsOf();
    const guard = readFileSync(`/proc/${child?.pid}/task/${child?.pid}/children`, 'utf8')
      .trim()
      .split(' ')
      .map(Number)
      .find((pid) => commandLineOf(pid)?.includes('--eval'));
    left.push(...pids, Number(readPostmaster()));
    process.kill(Number(guard), 'SIGSTOP');
    child?.kill('SIGKILL');
    process.kill(Number(guard), 'SIGKILL');
    await expect.poll(() => identifyProcess(Number(guard)), soon).toBeUndefined();
    await expect.poll(() => runningProcess(project.root), soon).toBeUndefined();
    expect(pids.map((pid) => identifyProcess(pid)?.pid)).toEqual(pids);

    const ended = run();
    await expect.poll(() => output.out, soon).toContain('2 services ready in');
    expect(pids.map(identifyProcess)).toEqual([undefined, undefined]);
    child?.kill('SIGTERM');
    expect(await ended).toBe(0);
  });

  it('ends while it is still starting', async () => {
    project.write('services/todo-service/src/main.ts', 'setInterval(() => {}, 1000);');
    const ended = run();
    await expect.poll(() => output.out, soon).toContain('mail-service   ready');
    child?.kill('SIGINT');
    expect(await ended).toBe(0);
    expect(output.out).not.toContain('services ready');
  });

  it('says what is wrong, and what to do', async () => {
    project.write(
      'infra/local/dapr/dapr.yaml',
      'apps:\n  - appID: "$(rm -rf /)"\n    appDirPath: ../../../services/x\n',
    );
    expect(await run()).toBe(3);
    expect(output.err).toContain('"$(rm -rf /)" is not an app id');
    expect(output.err).toContain('there is no folder');
    expect(output.out).toBe('');
  });
});

function run(env: Record<string, string> = {}): Promise<number | null> {
  const { DATABASE_URL: _, FORCE_COLOR: __, ...inherited } = process.env;
  output = { out: '', err: '' };
  const started = spawn(process.execPath, [program], { cwd: project.root, env: { ...inherited, ...env } });
  child = started;
  const mine = output;
  started.stdout.on('data', (chunk) => {
    mine.out += chunk;
  });
  started.stderr.on('data', (chunk) => {
    mine.err += chunk;
  });
  return new Promise((ended) => started.once('close', (code) => ended(code)));
}

function pidsOf(): readonly number[] {
  return (readRunningSystem(project.root)?.services ?? []).flatMap(({ process }) => process?.pid ?? []);
}

function readPostmaster(): number | undefined {
  try {
    return Number(
      readFileSync(join(project.root, '.eda/postgres/data/postmaster.pid'), 'utf8').split('\n')[0],
    );
  } catch {
    return undefined;
  }
}
