import { expect } from 'vitest';
import { asyncapiGenerator } from '../../src/generators/asyncapi/asyncapi-generator.ts';
import type { Architecture } from '../../src/model/architecture.ts';
import { indexArchitecture } from '../../src/model/query.ts';
import { loadDesign } from '../../src/pipeline.ts';
import { designValue } from '../../src/print/eda/design-value.ts';
import { printEdaYaml } from '../../src/print/eda-yaml.ts';
import { createMemoryFiles, type ProjectFiles } from '../../src/spec/project-files.ts';
import type { Entry } from '../../src/spec/source.ts';

/** The documents that the generator makes of a design, by path. */
export function exportDocuments(architecture: Architecture): ReadonlyMap<string, string> {
  const assets = { text: () => '', list: () => [], render: () => '', version: '' };
  const index = indexArchitecture(architecture);
  const { files } = asyncapiGenerator.plan({ architecture, index, options: {}, record: {}, assets });
  return new Map(files.map((file) => [file.path, file.content()]));
}

/** Reads a design without errors. */
export function load(files: ProjectFiles, entry: Entry = 'eda.yaml'): Architecture {
  const { architecture, diagnostics } = loadDesign(files, entry);
  expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  if (architecture === undefined) throw new Error('not readable');
  return architecture;
}

/** Reads documents that are a design by themselves. */
export function loadDocuments(documents: ReadonlyMap<string, string>): Architecture {
  const entry = { documents: [...documents.keys()], system: 'documents' };
  return load(createMemoryFiles(Object.fromEntries(documents)), entry);
}

/** Writes a design in its own language, and reads that. */
export function rewrite(architecture: Architecture): Architecture {
  const { root, files } = designValue(architecture);
  const texts = Object.entries(files).map(([path, value]) => [path, JSON.stringify(value)]);
  return load(createMemoryFiles(Object.fromEntries([['eda.yaml', printEdaYaml(root)], ...texts])));
}
