import { describe, expect, test } from 'vitest';
import type { Architecture } from '../../src/model/architecture.ts';
import { loadDesign } from '../../src/pipeline.ts';
import { designValue } from '../../src/print/eda/design-value.ts';
import { printEdaYaml } from '../../src/print/eda-yaml.ts';
import { createDiskFiles, createMemoryFiles } from '../../src/spec/project-files.ts';
import { systems } from '../generated/generated-system.ts';
import { comparable } from './comparable-architecture.ts';

function load(files: Parameters<typeof loadDesign>[0]): Architecture {
  const { architecture, diagnostics } = loadDesign(files, 'eda.yaml');
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  expect(errors).toEqual([]);
  if (architecture === undefined) throw new Error('not readable');
  return architecture;
}

describe.each(Object.entries(systems))('%s', (_name, folder) => {
  const architecture = load(createDiskFiles(folder));

  test('comes back from its own language', () => {
    const { root, files } = designValue(architecture);
    const texts = Object.entries(files).map(([path, value]) => [path, JSON.stringify(value)]);
    const again = load(createMemoryFiles(Object.fromEntries([['eda.yaml', printEdaYaml(root)], ...texts])));
    expect(comparable(again)).toEqual(comparable(architecture));
  });
});
