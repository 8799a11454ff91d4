import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { indexArchitecture } from '../../model/query.ts';
import { loadDesign } from '../../pipeline.ts';
import { createDiskFiles } from '../../spec/project-files.ts';
import { openAssets } from '../assets.ts';
import { pythonGenerator } from './python-generator.ts';

const systems = fileURLToPath(new URL('../../../tests/systems', import.meta.url));

/** What the generator says of a design, were all its services in Python. */
function findingsIn(system: string) {
  const { architecture, diagnostics } = loadDesign(createDiskFiles(join(systems, system)), 'eda.yaml');
  if (architecture === undefined) throw new Error(JSON.stringify(diagnostics));
  const { defaults } = architecture;
  const inPython = {
    ...architecture,
    defaults: { ...defaults, values: { ...defaults.values, language: 'python' } },
  };
  const plan = pythonGenerator.plan({
    architecture: inPython,
    index: indexArchitecture(inPython),
    options: {},
    record: {},
    assets: openAssets(),
  });
  return plan.diagnostics ?? [];
}

test('what is not generated in Python is named, with its service, and nothing else', () => {
  const [finding, ...others] = findingsIn('bank');
  expect(others).toEqual([]);
  expect(finding).toMatchObject({ code: 'python-not-generated', severity: 'info' });
  expect(finding?.message).toMatch(/no code yet for aggregate transfer\b/);
  expect(finding?.help).toContain('app/generated/models.py');
  expect(finding?.at).toBeDefined();
  expect(findingsIn('iot')).toEqual([]);
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
