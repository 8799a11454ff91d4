import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openAssets } from '../../src/generators/assets.ts';
import { generators } from '../../src/generators/index.ts';
import { loadDesign, planDesign } from '../../src/pipeline.ts';
import { createDiskFiles } from '../../src/spec/project-files.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** The services of the todo example. */
export const todoServices = ['todo-service', 'user-service', 'notification-service', 'analytics-service'];

/**
 * A project of the todo example with some of its services in Python, inside of the repository, so that the others find
 * their packages; its virtual environment is the one of `npm run test:python`.
 * @param edit changes the design
 * @returns its folder
 */
export async function makePythonTodo(
  inPython: readonly string[] = todoServices,
  edit: (design: string) => string = (design) => design,
): Promise<string> {
  mkdirSync(join(root, '.cache'), { recursive: true });
  const project = mkdtempSync(join(root, '.cache/todo-python-'));
  for (const name of ['eda.yaml', 'schemas', 'tests', 'package.json', 'tsconfig.base.json'])
    cpSync(join(root, 'examples/todo', name), join(project, name), { recursive: true });
  for (const service of todoServices) {
    const source = inPython.includes(service) ? 'examples/todo-python' : 'examples/todo';
    cpSync(join(root, source, 'services', service), join(project, 'services', service), {
      recursive: true,
      filter: (path) => !/[\\/](generated|node_modules|dist|eda)$/.test(path),
    });
  }
  const spec = join(project, 'eda.yaml');
  writeFileSync(spec, edit(setLanguage(readFileSync(spec, 'utf8'), inPython)));
  await generate(project);
  symlinkSync(dirname(dirname(pythonOfTests())), join(project, '.venv'));
  return project;
}

/** The interpreter that `npm run test:python` prepared. */
export function pythonOfTests(): string {
  const python = process.env.EDA_PYTHON;
  if (python === undefined) throw new Error('EDA_PYTHON is not set: run `npm run test:python`');
  return python;
}

function setLanguage(text: string, inPython: readonly string[]): string {
  return inPython.reduce(
    (spec, service) => spec.replace(`\n  ${service}:\n`, `\n  ${service}:\n    language: python\n`),
    text,
  );
}

/** Writes what all generators plan; what is there and people's stays. */
async function generate(project: string): Promise<void> {
  const { architecture, diagnostics } = loadDesign(createDiskFiles(project), 'eda.yaml');
  if (architecture === undefined || diagnostics.length > 0) throw new Error(JSON.stringify(diagnostics));
  const plan = await planDesign(architecture, generators, openAssets(), {});
  for (const { path, owner, content } of plan.files) {
    const target = join(project, path);
    if (owner === 'once' && existsSync(target)) continue;
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, content());
  }
}
