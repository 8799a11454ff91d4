import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import ts from 'typescript';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

/*
 * The how-tos of CONTRIBUTING.md, played in a copy of the repository: each scaffold, red or green as the page says,
 * filled in as its reader would, until the house is content.
 */
const root = join(import.meta.dirname, '../..');
/** For what takes seconds on a machine of its own, in ms. */
const patience = 900_000;
const page = readFileSync(join(root, 'CONTRIBUTING.md'), 'utf8');

/** Commands of a how-to, without what stands behind them. */
function commandsOf(heading: string): string[] {
  const section = page.split(`\n## ${heading}\n`)[1]?.split('\n## ')[0] ?? '';
  const block = /^```sh\n([\s\S]*?)^```$/m.exec(section)?.[1] ?? '';
  return [...block.matchAll(/^(.*?)(?: #.*)?$/gm)].map(([, command = '']) => command).filter(Boolean);
}

const howTos = ['Add a rule', 'Add a generator', 'Add a command'].map(commandsOf);
const scaffolds = howTos.map(([first = '']) => first);
const firstTests = howTos.map(([, second = '']) => second);
/** What the scripts and folders that the page names come to for a scaffold: the rest is tested where it is. */
const parts: { readonly [named: string]: string } = {
  'npm run docs': 'EDA_GOLDEN=write npx vitest run src/rules/docs.test.ts tests/house/references.test.ts',
  'npm run golden':
    'EDA_GOLDEN=write npx vitest run src/generators/scenarios.test.ts --testNamePattern service-cards',
  'npx vitest run src/rules tests/house':
    'src/rules/index.test.ts src/rules/docs.test.ts tests/house/code.test.ts',
  'npx vitest run src/generators/scenarios.test.ts tests/house': 'tests/house/references.test.ts',
  'npx vitest run tests/house': 'tests/house/references.test.ts',
};
const made = [...new Set(howTos.flatMap((commands) => commands.slice(2, -1)))];
const last = howTos.map((commands) => commands.at(-1) ?? '');

let tree: string;

beforeAll(() => {
  tree = mkdtempSync(join(tmpdir(), 'eda-tree-'));
  const left = /^(node_modules|\.git|\.cache|\.components|dist)$|(^|\/)(node_modules|\.eda|__pycache__)$/;
  cpSync(root, tree, { recursive: true, filter: (path) => !left.test(relative(root, path)) });
  symlinkSync(join(root, 'node_modules'), join(tree, 'node_modules'));
});
afterAll(() => rmSync(tree, { recursive: true, force: true }));

/** Runs a command of the page; `npm` and `npx` are those of this Node. */
function run(command: string): { readonly code: number | null; readonly out: string } {
  const { PATH, HOME } = process.env;
  const env = { PATH: `${dirname(process.execPath)}:${PATH}`, HOME, NO_COLOR: '1' };
  const { status, stdout, stderr } = spawnSync('sh', ['-c', command], {
    cwd: tree,
    env,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  return { code: status, out: stdout + stderr };
}

function edit(path: string, ...changes: readonly (readonly [from: string | RegExp, to: string])[]): void {
  let text = readFileSync(join(tree, path), 'utf8');
  for (const [from, to] of changes) {
    const changed = text.replaceAll(from, to);
    expect(changed, `${path} holds ${from}`).not.toBe(text);
    text = changed;
  }
  writeFileSync(join(tree, path), text);
}

/** Faults that the compiler finds in these files; what they import is checked elsewhere. */
function typeFaults(...paths: readonly string[]): string[] {
  const { config } = ts.readConfigFile(join(tree, 'tsconfig.json'), ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent({ ...config, include: [], files: [] }, ts.sys, tree);
  const files = paths.map((path) => join(tree, path));
  const program = ts.createProgram(files, { ...options, incremental: false });
  return files
    .flatMap((file) => [...ts.getPreEmitDiagnostics(program, program.getSourceFile(file))])
    .map(
      ({ file, messageText }) =>
        `${file?.fileName ?? ''} ${ts.flattenDiagnosticMessageText(messageText, ' ')}`,
    );
}

describe('the how-tos of CONTRIBUTING.md', { timeout: patience }, () => {
  it('begin with a scaffold, that writes files and a line', () => {
    expect(scaffolds.map((command) => command.split(' ').slice(0, 3).join(' '))).toEqual([
      'npm run new:rule',
      'npm run new:generator',
      'npm run new:command',
    ]);
    for (const command of scaffolds) {
      const { code, out } = run(command);
      expect({ code, out }).toMatchObject({ code: 0 });
      const files = [...out.matchAll(/^ {2}new {6}(\S+)$/gm)].map(([, path = '']) => path);
      expect(files.length).toBeGreaterThan(1);
      expect(files.filter((path) => !existsSync(join(tree, path)))).toEqual([]);
    }
    const form = run(
      'node node_modules/@biomejs/biome/bin/biome check --linter-enabled=false src scripts tests',
    );
    expect(form).toMatchObject({ code: 0 });
  });

  it.each([
    ['npm run new:rule -- event-too-long', /event-too-long\.ts is there already/],
    ['npm run new:rule -- Event', /"Event" is no name here/],
    ['npm run new:generator -- ../escape', /"\.\.\/escape" is no name here/],
    ['npm run new:command', /one name is wanted, such as `npm run new:command -- census`/],
    ['npm run new:command -- docs', /src\/cli\/commands\/docs\.ts is there already/],
  ])('refuse what cannot be, and write nothing: %s', (command, says) => {
    const list = (): string =>
      ['src/rules/index.ts', 'src/generators/index.ts', 'src/cli/main.ts']
        .map((path) => readFileSync(join(tree, path), 'utf8'))
        .join('');
    const before = list();
    expect(run(command)).toMatchObject({ code: 2, out: expect.stringMatching(says) });
    expect(list()).toBe(before);
  });

  it('go on with a test that is red, or green, as they say', () => {
    const [rule, generator, command] = firstTests.map((each) => run(each).code);
    expect({ rule, generator, command }).toEqual({ rule: 1, generator: 1, command: 0 });
  });

  it('do not call a scaffold finished', () => {
    const { code, out } = run('npx vitest run src/rules/index.test.ts tests/house/code.test.ts');
    expect(code).toBe(1);
    for (const path of ['src/rules/event-too-long.ts', 'src/cli/run-census.ts']) expect(out).toContain(path);
    expect(out).toMatch(/event-too-long: expected '[^']*TODO/);
  });

  it('end green, when all is filled in', () => {
    edit(
      'src/rules/event-too-long.ts',
      ['TODO: what the rule wants, in one line', 'An action has at most eight letters'],
      ['TODO: what is wrong with it', 'its action has more than eight letters'],
      ['TODO: what to do', 'take a shorter word'],
      ['/** TODO: when the rule has nothing to say. */', '/** Short enough to be read at a glance. */'],
      ['_event: EventContract', '{ action }: EventContract'],
      ['return true', 'return action.length <= 8'],
    );
    edit('src/rules/event-too-long.md', [/TODO: /g, 'Because ']);
    edit('src/rules/event-too-long.yaml', [/ {2}# TODO.*\n/g, '']);
    edit(
      'src/generators/service-cards/service-cards-generator.ts',
      ['TODO: what it writes, in one line', 'a card for each service'],
      [/TODO: /g, 'Cards: '],
    );
    edit('src/cli/commands/census.ts', [/TODO: /g, 'counts: ']);
    edit('src/cli/run-census.ts', [/ {2}\/\/ TODO.*\n/g, '']);
    for (const command of made) expect(run(parts[command] ?? ''), command).toMatchObject({ code: 0 });
    expect(
      readFileSync(
        join(tree, 'src/generators/service-cards/scenarios/shop/output/service-cards/shop-service.yaml'),
        'utf8',
      ),
    ).toBe('service: shop-service\ndomain: sales\n');
    for (const [path, name] of [
      ['docs/rules.md', 'event-too-long'],
      ['docs/reference/generators.md', '## service-cards'],
      ['docs/reference/cli.md', 'eda census'],
    ] as const)
      expect(readFileSync(join(tree, path), 'utf8')).toContain(name);

    const firsts = firstTests.map((each) => each.replace(/^npx vitest run (\S+).*/, '$1'));
    const ofHouse = last.flatMap((command) => (parts[command] ?? '').split(' '));
    const { code, out } = run(`npx vitest run ${[...new Set([...firsts, ...ofHouse])].join(' ')}`);
    expect(code, out).toBe(0);
  });

  it('leave what the compiler takes', () => {
    const faults = typeFaults(
      'src/rules/event-too-long.ts',
      'src/generators/service-cards/service-cards-generator.ts',
      'src/cli/main.ts',
      'src/cli/run-census.ts',
      'tests/cli/census.test.ts',
    );
    expect(faults).toEqual([]);
  });
});
