import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { packPackage } from '../support/built-package.ts';
import { type RunToEnd, runToEnd } from '../support/run-to-end.ts';

/** A machine on which nothing of eda is installed, with its tarball. */
export interface InstallWorld {
  readonly tarball: string;
  /** An empty folder. */
  folder(name: string): string;
  run(cwd: string, program: string, ...args: readonly string[]): Promise<RunToEnd>;
  start(cwd: string, program: string, ...args: readonly string[]): ChildProcess;
  remove(): void;
}

/** @param settings further environment variables, on top of a path and a home without anything in it */
export async function makeWorld(settings: Readonly<Record<string, string>> = {}): Promise<InstallWorld> {
  const world = mkdtempSync(join(tmpdir(), 'eda-install-'));
  // PostgreSQL runs as another user where the tests run as root.
  chmodSync(world, 0o755);
  const tarball = await packPackage(world);
  const home = join(world, 'home');
  mkdirSync(home);
  const env = {
    PATH: `${dirname(process.execPath)}${delimiter}${process.env.PATH}`,
    HOME: home,
    NO_COLOR: '1',
    npm_config_audit: 'false',
    npm_config_fund: 'false',
    npm_config_update_notifier: 'false',
    YARN_ENABLE_TELEMETRY: 'false',
    ...settings,
  };
  return {
    tarball,
    folder(name) {
      const path = join(world, name);
      mkdirSync(path);
      return path;
    },
    start: (cwd, program, ...args) => spawn(program, args, { cwd, env }),
    run: (cwd, program, ...args) => runToEnd(program, args, { cwd, env }),
    remove: () => rmSync(world, { recursive: true, force: true }),
  };
}
