import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { expect, test } from 'vitest';
import type { Architecture } from '../../model/architecture.ts';
import { indexArchitecture } from '../../model/query.ts';
import { loadDesign } from '../../pipeline.ts';
import { createDiskFiles, type ProjectFiles } from '../../spec/project-files.ts';
import { openAssets } from '../assets.ts';
import { typescriptGenerator } from './typescript-generator.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const scenarios = fileURLToPath(new URL('scenarios', import.meta.url));
const assets = openAssets();

const designs: readonly (readonly [name: string, files: ProjectFiles, spec: string])[] = [
  ...readdirSync(scenarios).map(
    (name) => [name, createDiskFiles(join(scenarios, name)), 'spec.yaml'] as const,
  ),
  // The other systems: `tests/generated/`.
  ['examples/todo', createDiskFiles(join(root, 'examples/todo')), 'eda.yaml'],
];

const generated = new Map(designs.map(([name, files, spec]) => [name, generate(files, spec)]));

test('everything type-checks as strictly as the project that it is generated into', () => {
  const all = [...generated].flatMap(([name, texts]) =>
    [...texts].map(([path, text]) => [`${name}/${path}`, text] as const),
  );
  expect(typeErrors(new Map(all))).toEqual([]);
}, 120_000);

test.each(designs)('%s is formatted, with imports in order, and nothing that a linter would mend', (name) => {
  expect(biomeFindings(generated.get(name) ?? new Map())).toBe('');
});

test('no text of a design becomes code', () => {
  const planted = ['exit', 'eval', 'polluted'];
  const found: string[] = [];
  for (const [path, text] of generated.get('hostile-texts') ?? []) {
    if (!path.endsWith('.ts') || path.includes('/runtime/')) continue;
    const visit = (node: ts.Node): void => {
      const isName =
        ts.isIdentifier(node) &&
        !ts.isPropertyAssignment(node.parent) &&
        !ts.isPropertySignature(node.parent);
      if (isName && planted.includes(node.text)) found.push(`${path}: ${node.text}`);
      if (ts.isThrowStatement(node) && !node.getText().startsWith('throw new Error(')) {
        if (!node.getText().startsWith('throw new HttpError(')) found.push(`${path}: ${node.getText()}`);
      }
      ts.forEachChild(node, visit);
    };
    visit(ts.createSourceFile(path, text, ts.ScriptTarget.ES2022, true));
  }
  expect(found).toEqual([]);
});

test('services in other languages and of others get nothing', () => {
  const architecture = read(createDiskFiles(join(scenarios, 'calls')), 'spec.yaml');
  const paths = plan(architecture).map(({ path }) => path);
  expect(paths.some((path) => path.startsWith('services/order-service/'))).toBe(true);
  expect(paths.some((path) => path.startsWith('services/bank/'))).toBe(false);
  const python = { ...architecture.defaults, values: { language: 'python' } };
  expect(plan({ ...architecture, defaults: python })).toEqual([]);
});

test('the runtime is copied whole, without its tests', () => {
  const runtime = readdirSync(join(root, 'src/runtime/typescript')).filter(
    (name) => name.endsWith('.ts') && !/\.(test|fixture)\.ts$|^testing/.test(name),
  );
  const folder = 'services/user-service/src/generated/runtime/';
  const copied = plan(read(createDiskFiles(join(root, 'examples/todo')), 'eda.yaml')).filter(({ path }) =>
    path.startsWith(folder),
  );
  expect(copied.map(({ path }) => path.slice(folder.length))).toEqual(runtime.sort());
  expect(copied.every((file) => file.owner === 'eda')).toBe(true);
});

test('inputs tell when content changes', () => {
  const before = read(createDiskFiles(join(scenarios, 'consumers')), 'spec.yaml');
  const event = before.events['sales.order.placed'];
  if (event === undefined) throw new Error('the scenario has no such event');
  const after: Architecture = {
    ...before,
    events: { ...before.events, 'sales.order.placed': { ...event, version: '1.3.0', summary: 'Changed' } },
  };
  const old = new Map(plan(before).map((file) => [file.path, file]));
  for (const file of plan(after)) {
    const same = JSON.stringify(old.get(file.path)?.inputs) === JSON.stringify(file.inputs);
    if (same) expect(file.content(), file.path).toBe(old.get(file.path)?.content());
  }
  const changed = plan(after).filter((file) => file.content() !== old.get(file.path)?.content());
  expect(changed.map(({ path }) => path)).toContain('services/stock-service/src/generated/definition.ts');
});

function read(files: ProjectFiles, spec: string): Architecture {
  const { architecture, diagnostics } = loadDesign(files, spec);
  expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  if (architecture === undefined) throw new Error('the design could not be read');
  return architecture;
}

function plan(architecture: Architecture) {
  const index = indexArchitecture(architecture);
  return typescriptGenerator.plan({ architecture, index, options: {}, record: {}, assets }).files;
}

function generate(files: ProjectFiles, spec: string): Map<string, string> {
  return new Map(plan(read(files, spec)).map((file) => [file.path, file.content()]));
}

/** Compiles as if the files lay below this package, whose packages they then find. */
function typeErrors(texts: ReadonlyMap<string, string>): string[] {
  const base = join(root, '.cache/generated');
  const project = JSON.parse(texts.get('examples/todo/tsconfig.base.json') ?? '');
  const { options, errors } = ts.convertCompilerOptionsFromJson(project.compilerOptions, base);
  expect(errors).toEqual([]);
  const host = ts.createCompilerHost(options);
  const { fileExists, readFile, directoryExists } = host;
  const own = (path: string) =>
    path.startsWith(`${base}/`) ? texts.get(path.slice(base.length + 1)) : undefined;
  host.fileExists = (path) => own(path) !== undefined || fileExists(path);
  host.readFile = (path) => own(path) ?? readFile(path);
  host.directoryExists = (path) => path.startsWith(base) || (directoryExists?.(path) ?? true);
  host.getSourceFile = (path, languageVersion) => {
    const text = own(path) ?? readFile(path);
    return text === undefined ? undefined : ts.createSourceFile(path, text, languageVersion);
  };
  const names = [...texts.keys()].filter((path) => path.endsWith('.ts')).map((path) => `${base}/${path}`);
  const program = ts.createProgram(names, options, host);
  // The runtime is the same in every service: one copy is checked.
  const runtime = names.find((name) => name.includes('/runtime/'))?.replace(/[^/]*$/, '') ?? '';
  const checked = names.filter((name) => !name.includes('/generated/runtime/') || name.startsWith(runtime));
  return [
    ...program.getOptionsDiagnostics(),
    ...checked.flatMap((name) => {
      const file = program.getSourceFile(name);
      return [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)];
    }),
  ].map(({ file, start = 0, messageText }) => {
    const line = file === undefined ? 0 : file.getLineAndCharacterOfPosition(start).line + 1;
    const at = file === undefined ? '' : `${file.fileName.slice(base.length + 1)}:${line} `;
    return at + ts.flattenDiagnosticMessageText(messageText, '\n');
  });
}

/** What Biome finds in generated code; empty where it would change nothing. */
function biomeFindings(texts: ReadonlyMap<string, string>): string {
  const folder = mkdtempSync(join(tmpdir(), 'eda-generated-'));
  try {
    const {
      $schema: _,
      vcs: __,
      files: ___,
      overrides: ____,
      ...settings
    } = JSON.parse(readFileSync(join(root, 'biome.json'), 'utf8'));
    writeFileSync(join(folder, 'biome.json'), JSON.stringify({ root: true, ...settings }));
    const folders = new Set<string>();
    for (const [path, text] of texts) {
      if (!path.includes('/') || path.includes('/runtime/') || !/\.(ts|json)$/.test(path)) continue;
      folders.add(path.split('/')[0] ?? '');
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    const biome = join(root, 'node_modules/@biomejs/biome/bin/biome');
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [biome, 'check', '--colors=off', '--diagnostic-level=error', '--max-diagnostics=20', ...folders],
      { cwd: folder, encoding: 'utf8' },
    );
    return status === 0 ? '' : stdout + stderr;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
