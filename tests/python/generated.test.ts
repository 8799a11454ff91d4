import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openAssets } from '../../src/generators/assets.ts';
import { postgresGenerator } from '../../src/generators/postgres/postgres-generator.ts';
import { pythonGenerator } from '../../src/generators/python/python-generator.ts';
import { indexArchitecture } from '../../src/model/query.ts';
import { loadDesign } from '../../src/pipeline.ts';
import { createDiskFiles } from '../../src/spec/project-files.ts';
import { checkPythonService } from '../support/check-python-service.ts';
import { startPostgres, type TestPostgres } from '../support/postgres.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const scenarios = join(root, 'src/generators/python/scenarios');
let folder: string;
let postgres: TestPostgres;
/** Folders of the services of a design, by its name. */
const services = new Map<string, readonly string[]>();

beforeAll(async () => {
  postgres = await startPostgres();
  folder = mkdtempSync(join(tmpdir(), 'eda-python-'));
  for (const name of readdirSync(scenarios))
    services.set(name, await write(join(scenarios, name), 'spec.yaml', join(folder, name)));
  for (const name of ['orders', 'bank', 'iot'])
    services.set(name, await write(join(root, 'tests/systems', name), 'eda.yaml', join(folder, name)));
});
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await postgres.stop();
});

describe.each([...readdirSync(scenarios), 'orders', 'bank', 'iot'])('services of %s', (name) => {
  test('are formatted, strictly typed, fit their examples, and keep what they promise', async () => {
    expect(services.get(name)).not.toEqual([]);
    for (const service of services.get(name) ?? [])
      await checkPythonService(service, { DATABASE_URL: postgres.superuserUrl });
  });
});

/** What is generated from a design, were all its services in Python. @returns the folders of these services. */
async function write(design: string, spec: string, target: string): Promise<readonly string[]> {
  const { architecture, diagnostics } = loadDesign(createDiskFiles(design), spec);
  if (architecture === undefined) throw new Error(JSON.stringify(diagnostics));
  const defaults = {
    ...architecture.defaults,
    values: { ...architecture.defaults.values, language: 'python' },
  };
  const inPython = { ...architecture, defaults };
  const files = [pythonGenerator, postgresGenerator].flatMap(
    (generator) =>
      generator.plan({
        architecture: inPython,
        index: indexArchitecture(inPython),
        options: {},
        record: {},
        assets: openAssets(),
      }).files,
  );
  for (const { path, content } of files) {
    mkdirSync(dirname(join(target, path)), { recursive: true });
    writeFileSync(join(target, path), content());
  }
  return files
    .filter(({ path }) => path.endsWith('/pyproject.toml'))
    .map(({ path }) => dirname(join(target, path)));
}
