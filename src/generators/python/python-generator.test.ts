import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { indexArchitecture } from '../../model/query.ts';
import { loadDesign } from '../../pipeline.ts';
import { createDiskFiles } from '../../spec/project-files.ts';
import { openAssets } from '../assets.ts';
import { pythonGenerator } from './python-generator.ts';

const systems = fileURLToPath(new URL('../../../tests/systems', import.meta.url));

/** What the generator plans for a design, were all its services in Python. */
function planInPython(system: string) {
  const { architecture, diagnostics } = loadDesign(createDiskFiles(join(systems, system)), 'eda.yaml');
  if (architecture === undefined) throw new Error(JSON.stringify(diagnostics));
  const { defaults } = architecture;
  const inPython = {
    ...architecture,
    defaults: { ...defaults, values: { ...defaults.values, language: 'python' } },
  };
  return pythonGenerator.plan({
    architecture: inPython,
    index: indexArchitecture(inPython),
    options: {},
    record: {},
    assets: openAssets(),
  });
}

test('nothing that a design has of a service is left out in Python', () => {
  for (const system of ['bank', 'iot', 'orders'])
    expect(planInPython(system).diagnostics, system).toEqual([]);
  const paths = planInPython('bank').files.map(({ path }) => path);
  expect(paths.filter((path) => /\/app\/aggregates\/\w+\.py$/.test(path))).toContainEqual(
    expect.stringMatching(/\/transfer\.py$/),
  );
});

test('versions of sagas are recorded, and a run that could not end any more is an error', () => {
  const files = createDiskFiles(fileURLToPath(new URL('scenarios/sagas', import.meta.url)));
  const { architecture } = loadDesign(files, 'spec.yaml');
  if (architecture === undefined) throw new Error('the design could not be read');
  const plan = (record: Readonly<Record<string, unknown>>) =>
    pythonGenerator.plan({
      architecture,
      index: indexArchitecture(architecture),
      options: {},
      record,
      assets: openAssets(),
    });
  const { record = {}, diagnostics } = plan({});
  expect(diagnostics).toEqual([]);
  expect(Object.keys(record.sagas as object)).toEqual(['repair', 'visit']);
  const old = {
    version: 1,
    steps: [{ name: 'scrap', command: 'workshop.scrap', succeeds: 'workshop.scrapped' }],
  };
  const changed = plan({ sagas: { repair: [old] } });
  expect(changed.diagnostics).toMatchObject([{ code: 'saga-version', severity: 'error' }]);
  const definition = changed.files.find(({ path }) => path === 'services/desk/app/generated/definition.py');
  expect(definition?.content()).toMatch(/SagaVersion\(\s*version=1,[\s\S]*SagaVersion\(\s*version=2,/);
});
