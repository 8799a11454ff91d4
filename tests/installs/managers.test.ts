import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { npm } from '../../scripts/npm.mjs';
import { type InstallWorld, makeWorld } from './install-world.ts';

/** Where `npm run test:installs` put the package managers. */
const managers = process.env.EDA_MANAGERS ?? '';
const program = (path: string): string => join(managers, 'node_modules', path);
const pnpm = program('pnpm/bin/pnpm.cjs');
const yarn = program('yarn/bin/yarn.js');
const berry = program('yarn-berry/bin/yarn.js');

type CommandLine = readonly [program: string, ...args: string[]];

interface Manager {
  /** Files of the project beside an empty package.json. */
  readonly files?: { readonly [name: string]: string };
  /** Installs the tarball, without any script of a package being run. */
  readonly install: (tarball: string) => CommandLine;
  /** Runs `eda`, whose own arguments follow. */
  readonly eda: CommandLine;
  /** What `eda init` says comes next. */
  readonly next: string;
}

const { execPath: node } = process;
const cases: { readonly [name: string]: Manager } = {
  npm: {
    install: (tarball) => [npm, 'install', '--ignore-scripts', '--offline', tarball],
    eda: [npm, 'exec', '--no', '--', 'eda'],
    next: 'npm install',
  },
  pnpm: {
    install: (tarball) => [node, pnpm, 'add', '--ignore-scripts', '--offline', tarball],
    eda: [node, pnpm, 'exec', 'eda'],
    next: 'pnpm install',
  },
  'yarn 1': {
    install: (tarball) => [node, yarn, 'add', '--ignore-scripts', '--offline', '--non-interactive', tarball],
    eda: [node, yarn, '--silent', 'run', 'eda'],
    next: 'yarn install',
  },
  'yarn 4': {
    files: { '.yarnrc.yml': 'nodeLinker: node-modules\nenableScripts: false\n', 'yarn.lock': '' },
    install: (tarball) => [node, berry, 'add', `eda@file:${tarball}`],
    eda: [node, berry, 'run', 'eda'],
    next: 'yarn install',
  },
  "yarn 4, Plug'n'Play": {
    files: { '.yarnrc.yml': 'enableScripts: false\n', 'yarn.lock': '' },
    install: (tarball) => [node, berry, 'add', `eda@file:${tarball}`],
    eda: [node, berry, 'run', 'eda'],
    next: 'yarn install',
  },
};

let world: InstallWorld;
beforeAll(async () => {
  if (managers === '') throw new Error('EDA_MANAGERS is not set: run `npm run test:installs`');
  // Nothing but the tarball is needed: what asks a registry fails.
  world = await makeWorld({ npm_config_offline: 'true', YARN_ENABLE_NETWORK: 'false' });
});
afterAll(() => world?.remove());

describe.each(Object.entries(cases))('%s', (name, { files = {}, install, eda, next }) => {
  let folder: string;
  const run = (...args: readonly string[]) => world.run(folder, ...eda, ...args);

  it('installs the tarball in an empty folder, without install scripts and without a network', async () => {
    folder = world.folder(name.replace(/\W+/g, '-'));
    const manifest = { name: 'shop', version: '1.0.0', private: true };
    const all = { 'package.json': JSON.stringify(manifest), ...files };
    for (const [path, text] of Object.entries(all)) writeFileSync(join(folder, path), text);
    const { code, output } = await world.run(folder, ...install(world.tarball));
    expect(code, output).toBe(0);
  });

  it('runs it: starts a project, checks, generates and draws it', async () => {
    const { version } = JSON.parse(readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8'));
    expect(await run('--version')).toMatchObject({ code: 0, output: expect.stringContaining(version) });
    const started = await run('init', 'blank');
    expect(started, started.output).toMatchObject({ code: 0 });
    expect(started.output).toContain(`ready · next:  ${next} && eda dev\n`);
    expect(existsSync(join(folder, 'pnpm-workspace.yaml'))).toBe(name === 'pnpm');
    for (const args of [
      ['validate', '--fail-on', 'warning'],
      ['generate', '--check'],
      ['diagram', 'flow'],
    ]) {
      const ended = await run(...args);
      expect(ended, `${args.join(' ')}\n${ended.output}`).toMatchObject({ code: 0 });
    }
    expect(JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')).scripts).toHaveProperty('dev');
  });

  it('ends as eda ends', async () => {
    expect((await run('valdate')).code).not.toBe(0);
    const doctor = await run('doctor', '--format', 'markdown');
    // The packages of a running system are not there; nothing but that is missing.
    expect(doctor.output).toContain('| esbuild | **missing** |');
    expect(doctor.output).not.toMatch(/this is a bug of eda/);
    expect(doctor.output).toContain(`| package manager | \`${next.split(' ')[0]} `);
  });
});
