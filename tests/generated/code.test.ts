import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createDiskFiles } from '../../src/spec/project-files.ts';
import { checkTypes } from './check-types.ts';
import {
  createSample,
  makeFolder,
  planSystem,
  readFolder,
  removeFolder,
  root,
  systems,
  textsOf,
  writeMissing,
} from './generated-system.ts';

const folders = new Map<string, string>();
let errors: ReadonlyMap<string, readonly string[]>;

beforeAll(async () => {
  const projects = new Map<string, readonly string[]>();
  for (const [name, source] of Object.entries(systems)) {
    const folder = makeFolder(source);
    folders.set(name, folder);
    const { architecture, plan } = await planSystem(createDiskFiles(source));
    const isLookedAt = createSample(name, architecture);
    writeMissing(folder, new Map([...textsOf(plan)].filter(([path]) => isLookedAt(path))));
    projects.set(
      folder,
      [...readFolder(folder).keys()].filter((path) => path.startsWith('services/')),
    );
  }
  errors = checkTypes(projects);
}, 120_000);

afterAll(() => {
  for (const folder of folders.values()) removeFolder(folder);
});

describe.each(Object.keys(systems))('%s', (name) => {
  const folder = () => folders.get(name) ?? '';

  test('type-checks as strictly as a compiler can', () => {
    expect(errors.get(folder())?.join('\n')).toBe('');
  });

  test('is formatted, with imports in order, and nothing that a linter would mend', () => {
    expect(biomeFindings(folder())).toBe('');
  });

  test('carries the runtime as it is', () => {
    const copies = [...readFolder(folder())].filter(([path]) => path.includes('/generated/runtime/'));
    expect(copies.length).toBeGreaterThan(0);
    const originals = new Map(
      ['typescript', 'python/eda_runtime'].flatMap((language) => [
        ...readFolder(join(root, 'src/runtime', language)),
      ]),
    );
    const changed = copies.filter(
      ([path, text]) => originals.get(path.slice(path.lastIndexOf('/') + 1)) !== text,
    );
    expect(changed.map(([path]) => path)).toEqual([]);
  });
});

/** What Biome finds by the rules of this repository; empty where it would change nothing. */
function biomeFindings(folder: string): string {
  const { formatter, javascript, linter } = JSON.parse(readFileSync(join(root, 'biome.json'), 'utf8'));
  const files = { includes: ['services/**', '!**/generated/runtime/**', '!**/generated/schemas.json'] };
  writeFileSync(
    join(folder, 'biome.json'),
    JSON.stringify({ root: true, files, formatter, javascript, linter }),
  );
  const biome = join(root, 'node_modules/@biomejs/biome/bin/biome');
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [biome, 'check', '--colors=off', '--max-diagnostics=20', 'services'],
    { cwd: folder, encoding: 'utf8' },
  );
  return status === 0 ? '' : stdout + stderr;
}
