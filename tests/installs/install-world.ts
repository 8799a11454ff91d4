import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { packPackage } from '../support/built-package.ts';

/** A machine on which nothing of eda is installed, with its tarball. */
export interface InstallWorld {
  readonly tarball: string;
  /** An empty folder. */
  folder(name: string): string;
  /** Runs a program to its end; what it prints on either stream is `out`. */
  run(cwd: string, program: string, ...args: readonly string[]): Promise<Ended>;
  start(cwd: string, program: string, ...args: readonly string[]): ChildProcess;
  remove(): void;
}

export interface Ended {
  readonly code: number | null;
  readonly out: string;
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
  const start: InstallWorld['start'] = (cwd, program, ...args) => spawn(program, args, { cwd, env });
  return {
    tarball,
    folder(name) {
      const path = join(world, name);
      mkdirSync(path);
      return path;
    },
    start,
    run(cwd, program, ...args) {
      const child = start(cwd, program, ...args);
      let out = '';
      for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => (out += chunk));
      return new Promise((done, failed) => {
        child.on('error', failed);
        child.on('close', (code) => done({ code, out }));
      });
    },
    remove: () => rmSync(world, { recursive: true, force: true }),
  };
}
