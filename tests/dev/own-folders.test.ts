import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { change, runEda } from '../cli/run-eda.ts';
import { bundleDriver } from './bundled-driver.ts';

const driver = `
import { devCommand } from './src/cli/dev-session.ts';
const { stdout, stderr, stdin, env } = process;
process.exitCode = await devCommand({ portOffset: 'auto' }, { stdout, stderr, stdin, env, cwd: process.cwd() });
`;
const root = join(import.meta.dirname, '../..');
const soon = { timeout: 120_000 };

let folder: string;
let child: ChildProcess | undefined;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'eda-own-folders-'));
  chmodSync(folder, 0o755);
  cpSync(join(root, 'src/generators/typescript/scenarios/own-folders/spec.yaml'), join(folder, 'eda.yaml'));
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
});
afterEach(async () => {
  if (child !== undefined && child.exitCode === null) {
    const ended = new Promise((done) => child?.once('close', done));
    child.kill('SIGINT');
    await ended;
  }
  rmSync(folder, { recursive: true, force: true });
});

it('a service runs in the folders that it had before, and is built again when they change', async () => {
  expect((await runEda(folder, ['generate'])).code).toBe(0);
  let log = '';
  child = spawn(process.execPath, [await bundleDriver(folder, driver)], { cwd: folder });
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (chunk) => {
      log += chunk;
    });
  await expect.poll(() => log, soon).toContain('3 services ready in');
  expect(log).not.toContain('started as it is');

  const publish = () => runEda(folder, ['publish', 'sales.order.placed', '--example']);
  expect((await publish()).code).toBe(0);
  await expect.poll(() => log, soon).toMatch(/shop +sales\.order\.placed arrived/);
  await expect.poll(() => log, soon).toMatch(/mail +sales\.order\.placed arrived/);

  const handler = 'apps/shop/lib/messaging/sales-order-placed.ts';
  change(folder, handler, (text) => text.replace('sales.order.placed arrived', 'somebody ordered'));
  await expect.poll(() => log, soon).toMatch(/shop +.*ready[\s\S]*shop +.*ready|restart/);
  await expect
    .poll(
      async () => {
        await publish();
        return log;
      },
      { ...soon, interval: 1000 },
    )
    .toMatch(/shop +somebody ordered/);
}, 300_000);

it('hand edits of what is generated there are found, and what is people’s is let be', async () => {
  expect((await runEda(folder, ['generate'])).code).toBe(0);
  const generated = 'apps/shop/lib/messaging/generated/events.ts';
  const handler = 'apps/shop/lib/messaging/sales-order-placed.ts';
  change(folder, generated, (text) => `${text}// by hand\n`);
  change(folder, handler, (text) => `${text}// mine\n`);
  const { code, out, err } = await runEda(folder, ['generate']);
  expect(code).toBe(4);
  expect(out + err).toContain(`${generated} was edited by hand`);
  expect(out + err).not.toContain(handler);
  expect(readFileSync(join(folder, generated), 'utf8')).toContain('// by hand');

  const one = await runEda(folder, ['generate', '--service', 'shop', '--overwrite', join(folder, generated)]);
  expect(one.code).toBe(0);
  expect(readFileSync(join(folder, generated), 'utf8')).not.toContain('// by hand');
  expect(readFileSync(join(folder, handler), 'utf8')).toContain('// mine');
});
