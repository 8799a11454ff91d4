import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { indexArchitecture } from '../model/query.ts';
import { loadDesign } from '../pipeline.ts';
import { pathFrom } from '../spec/path-shape.ts';
import { createDiskFiles } from '../spec/project-files.ts';
import { openAssets } from './assets.ts';
import type { Generator } from './generator.ts';
import { generators } from './index.ts';

/*
 * `<generator>/scenarios/<case>/spec.yaml` is a design, and `output/` all that the generator plans for it: the same
 * paths, the same bytes. `EDA_GOLDEN=write` writes the outputs anew; review them as a diff.
 */
const folder = fileURLToPath(new URL('.', import.meta.url));
const assets = openAssets();
const rewrite = process.env.EDA_GOLDEN === 'write';

for (const generator of generators) {
  const cases = join(folder, generator.id, 'scenarios');
  if (!existsSync(cases)) continue;
  describe(generator.id, () => {
    test.each(readdirSync(cases).sort())('%s', (name) => {
      const planned = plan(generator, join(cases, name));
      expect(plan(generator, join(cases, name)), 'a second run plans the same').toEqual(planned);
      const output = join(cases, name, 'output');
      if (rewrite) write(output, planned);
      const expected = read(output);
      expect([...planned.keys()].sort()).toEqual([...expected.keys()].sort());
      for (const [path, text] of expected) expect(planned.get(path), path).toBe(text);
    });
  });
}

test('no scenario belongs to a generator that is not there', () => {
  const ids = generators.map(({ id }) => id);
  const folders = readdirSync(folder).filter((name) => existsSync(join(folder, name, 'scenarios')));
  expect(folders.filter((name) => !ids.includes(name))).toEqual([]);
});

/** Texts by path. What is vendored as it is stands in for itself. */
function plan(generator: Generator, scenario: string): Map<string, string> {
  const design = loadDesign(createDiskFiles(scenario), 'spec.yaml');
  const { architecture } = design;
  const errors = design.diagnostics.filter(({ severity }) => severity === 'error');
  expect(errors).toEqual([]);
  if (architecture === undefined) throw new Error('the design could not be read');
  const index = indexArchitecture(architecture);
  const options = architecture.generate[generator.id]?.options ?? {};
  const { files } = generator.plan({ architecture, index, options, record: {}, assets });
  return new Map(
    files.filter(({ path }) => !isVendored(path)).map((file) => [file.path, file.content()] as const),
  );
}

function isVendored(path: string): boolean {
  return path.includes('/generated/runtime/');
}

function read(output: string): Map<string, string> {
  const files = new Map<string, string>();
  const entries = existsSync(output) ? readdirSync(output, { recursive: true, withFileTypes: true }) : [];
  for (const entry of entries) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    files.set(pathFrom(output, path), readFileSync(path, 'utf8'));
  }
  return files;
}

function write(output: string, files: ReadonlyMap<string, string>): void {
  rmSync(output, { recursive: true, force: true });
  for (const [path, text] of files) {
    mkdirSync(dirname(join(output, path)), { recursive: true });
    writeFileSync(join(output, path), text);
  }
}
