import { chmodSync, existsSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { change, project, runEda, soundDesign } from './run-eda.ts';
import { bundleEda, type EdaProgram } from './spawn-eda.ts';

/** Long enough for a busy machine. */
const soon = { timeout: 60_000 };

let eda: EdaProgram;
beforeAll(async () => {
  eda = await bundleEda();
});
afterAll(() => eda.remove());

describe('eda dev', () => {
  it.each<[string, { [path: string]: string }, string[], number, RegExp]>([
    [
      'an empty folder',
      {},
      [],
      2,
      /there is no eda\.yaml here or in a folder above; `eda init` starts a project/,
    ],
    [
      'a design with errors',
      { 'eda.yaml': soundDesign.replace('summary:', 'sumary:') },
      [],
      1,
      /unknown-key[\s\S]*\nnothing generated: 1 error in the design {3}eda explain unknown-key\n$/,
    ],
    ['an unreadable design', { 'eda.yaml': 'eda: [' }, [], 3, /nothing generated: 1 error/],
    ['an unknown environment', { 'eda.yaml': soundDesign }, ['--env', 'moon'], 2, /moon/],
    [
      'an offset that is none',
      { 'eda.yaml': soundDesign },
      ['--port-offset', 'x'],
      2,
      /a whole number or auto is expected/,
    ],
  ])('does not start in %s', async (_name, files, args, expected, message) => {
    const { code, out, err } = await runEda(project(files), ['dev', ...args]);
    expect(err).toMatch(message);
    expect(err).not.toContain('bug of eda');
    expect({ code, out }).toEqual({ code: expected, out: '' });
  });

  it('starts what can be started, and says where the rest does not compile', async () => {
    const folder = project({
      'eda.yaml': `${soundDesign}defaults: { database: none }\nlint: { rules: { database-missing: off } }\n`,
    });
    // PostgreSQL runs as another user where the tests run as root.
    chmodSync(folder, 0o755);
    symlinkSync(join(import.meta.dirname, '../../node_modules'), join(folder, 'node_modules'));
    expect((await runEda(folder, ['generate'])).code).toBe(0);
    change(folder, 'services/mail-service/src/main.ts', (text) => `const broken = ;\n${text}`);
    const run = eda.start(folder, ['dev', '--port-offset', 'auto']);
    onTestFinished(() => void run.child.kill('SIGKILL'));
    await expect.poll(() => run.out() + run.err(), soon).toMatch(/1 of 2 services ready in/);
    expect(run.out()).toMatch(/mail-service +✗ services\/mail-service\/src\/main\.ts:1:16 {2}Unexpected ";"/);
    expect(run.out()).toMatch(/^ {2}shop-service +ready {2}http:\/\/127\.0\.0\.1:\d+/m);
    // No service has a database: none is started.
    expect(run.out()).not.toContain('postgres');
    expect(existsSync(join(folder, '.eda/postgres'))).toBe(false);
    run.child.kill('SIGINT');
    expect(await run.ended).toBe(0);
    expect(run.out().trimEnd().split('\n').at(-1)).toMatch(/services? stopped$/);
  });
});
