import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { planLaunch } from './launch-plan.ts';

let dir: string;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'eda-launch-'));
  mkdirSync(join(dir, 'src'));
  writeFileSync(join(dir, 'src/main.ts'), '');
});
afterEach(() => rmSync(dir, { recursive: true }));

describe('how an app is launched', () => {
  it.each([
    [['node', 'dist/main.js', '--flag'], 'src/main.ts', 'dist/main.js', ['--flag']],
    [['node', '--trace-warnings', 'dist/main.js'], 'src/main.ts', 'dist/main.js', []],
    [['node', 'src/main.ts'], 'src/main.ts', 'dist/main.js', []],
  ])('bundles what %j starts', (command, entry, outFile, after) => {
    const plan = planLaunch(appOf(command));
    expect(plan.bundle).toEqual({ entry: join(dir, entry), outFile: join(dir, outFile) });
    expect(plan.command).toBe(process.execPath);
    expect(plan.args[0]).toBe('--enable-source-maps');
    expect(plan.args.slice(plan.args.indexOf(join(dir, outFile)))).toEqual([join(dir, outFile), ...after]);
  });

  it.each([
    [['uv', 'run', 'main.py'], 'uv'],
    [['node', 'dist/other.js'], process.execPath],
    [['node', 'server.js'], process.execPath],
    [['node', '../elsewhere/dist/main.js'], process.execPath],
  ])('runs %j as it is', (command, program) => {
    const plan = planLaunch(appOf(command));
    expect(plan.bundle).toBeUndefined();
    expect(plan.command).toBe(program);
    expect(plan.args.slice(-1)).toEqual(command.slice(-1));
  });
});

describe('Python', () => {
  it('is that of the nearest virtual environment, not of one outside the project', () => {
    const service = join(dir, 'project/services/one');
    for (const folder of ['.venv/bin', 'project/.venv/bin', 'project/services/one']) {
      mkdirSync(join(dir, folder), { recursive: true });
    }
    writeFileSync(join(dir, 'project/eda.yaml'), '');
    writeFileSync(join(dir, '.venv/bin/python'), '');
    const app = { ...appOf(['python', '-m', 'main']), dir: service };
    expect(planLaunch(app)).toEqual({ command: 'python', args: ['-m', 'main'] });
    writeFileSync(join(dir, 'project/requirements.txt'), '');
    expect(planLaunch(app)).toMatchObject({ command: 'python', uninstalled: join(dir, 'project') });
    writeFileSync(join(dir, 'project/.venv/bin/python'), '');
    expect(planLaunch(app)).toEqual({ command: join(dir, 'project/.venv/bin/python'), args: ['-m', 'main'] });
  });
});

function appOf(command: readonly string[]) {
  return { appId: 'one', dir, command, env: {}, resourcesPaths: [], index: 0 };
}
