import type { ChildProcess } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { npm } from '../../scripts/npm.mjs';
import { readRunningSystem, runningProcess } from '../../src/dev/running-system.ts';
import { type InstallWorld, makeWorld } from './install-world.ts';

/*
 * The first minutes: from an empty folder and the tarball to a system in which events flow. Packages come from the cache
 * of this user, or else from the registry. How long each step took is printed, and asserted nowhere.
 */
const managers = process.env.EDA_MANAGERS ?? '';
const pnpm = join(managers, 'node_modules/pnpm/bin/pnpm.cjs');
const soon = { timeout: 600_000, interval: 200 };

let world: InstallWorld;
let dev: ChildProcess | undefined;
let project = '';

beforeAll(async () => {
  if (managers === '') throw new Error('EDA_MANAGERS is not set: run `npm run test:installs`');
  const home = process.env.HOME ?? '';
  world = await makeWorld({
    npm_config_cache: process.env.npm_config_cache ?? join(home, '.npm'),
    npm_config_prefer_offline: 'true',
    npm_config_ignore_scripts: 'true',
  });
});
afterAll(() => world?.remove());

afterEach(async () => {
  const running = dev;
  dev = undefined;
  if (running === undefined || running.exitCode !== null) return;
  const ended = new Promise((done) => running.once('close', done));
  // What a terminal sends to all of them reaches eda alone by its own number: npm and pnpm wait for it.
  const eda = runningProcess(project)?.pid;
  if (eda === undefined) running.kill('SIGKILL');
  else process.kill(eda, 'SIGINT');
  await ended;
});

const asNode = (...args: readonly string[]): readonly [string, ...string[]] => [process.execPath, ...args];

describe('from an empty folder, with install scripts blocked', () => {
  it.each([
    {
      name: 'npm',
      init: () => [join(dirname(npm), 'npx'), '--yes', `--package=${world.tarball}`, 'eda'] as const,
      install: () => [npm, 'install'] as const,
      dev: () => [npm, 'run', 'dev', '--'] as const,
    },
    {
      name: 'pnpm',
      init: () => asNode(pnpm, `--package=${world.tarball}`, 'dlx', 'eda'),
      install: () => asNode(pnpm, 'install', '--store-dir', join(managers, 'pnpm-store')),
      dev: () => asNode(pnpm, 'run', 'dev'),
    },
  ])('$name starts the todo system, and events flow', async ({ name, init, install, dev: runDev }) => {
    const folder = world.folder(name);
    project = folder;
    const times: string[] = [];
    let since = performance.now();
    const took = (step: string): void => {
      times.push(`${step} ${((performance.now() - since) / 1000).toFixed(1)} s`);
      since = performance.now();
    };

    const [initProgram, ...initArgs] = init();
    const started = await world.run(folder, initProgram, ...initArgs, 'init', 'todo');
    expect(started, started.output).toMatchObject({ code: 0 });
    expect(started.output).toContain(`ready · next:  ${name} install && ${name} run dev\n`);
    took('init');
    // It went away with the cache of npx: the project names the eda that made it.
    const { devDependencies } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    expect(join(folder, devDependencies.eda.replace(/^file:/, ''))).toBe(world.tarball);

    const [installProgram, ...installArgs] = install();
    const installed = await world.run(folder, installProgram, ...installArgs);
    expect(installed, installed.output).toMatchObject({ code: 0 });
    expect(existsSync(join(folder, 'services/todo-service'))).toBe(true);
    took('install');

    const [devProgram, ...devArgs] = runDev();
    dev = world.start(folder, devProgram, ...devArgs, '--port-offset', 'auto');
    let log = '';
    for (const stream of [dev.stdout, dev.stderr]) stream?.on('data', (chunk) => (log += chunk));
    await expect.poll(() => `${dev?.exitCode ?? ''}${log}`, soon).toMatch(/4 services ready in|^\d/);
    expect(log).toContain('4 services ready in');
    took('dev');

    const urlOf = (service: string): string =>
      readRunningSystem(folder)?.services.find((each) => each.name === service)?.url ?? '';
    const answer = await fetch(`${urlOf('user-service')}/accounts`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ name: 'Ada', email: 'ada@example.com' }),
    });
    expect(answer.status).toBe(200);
    const { userId } = (await answer.json()) as { userId: string };
    // An event of user-service made a task, one of todo-service the message about it.
    const messages = async (): Promise<string> =>
      (await fetch(`${urlOf('notification-service')}/people/${userId}/messages`)).text();
    await expect.poll(messages, soon).toContain('Ada, you added: Welcome, Ada: look around');
    took('first events');
    process.stdout.write(`${name}: ${times.join(', ')}\n`);
  });
});
