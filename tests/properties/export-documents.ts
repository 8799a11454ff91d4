import { expect } from 'vitest';
import type { Path, Place } from '../../src/diagnostics/diagnostic.ts';
import { asyncapiGenerator } from '../../src/generators/asyncapi/asyncapi-generator.ts';
import type { Architecture } from '../../src/model/architecture.ts';
import { indexArchitecture } from '../../src/model/query.ts';
import { loadDesign } from '../../src/pipeline.ts';
import { printEdaYaml } from '../../src/print/eda-yaml.ts';
import { type GatheredDesign, gatherDesign } from '../../src/spec/asyncapi/eda/gather-design.ts';
import { createMemoryFiles, type ProjectFiles } from '../../src/spec/project-files.ts';
import { readYaml } from '../../src/spec/yaml.ts';

/** The documents that the generator makes of a design, by path. */
export function exportDocuments(architecture: Architecture): ReadonlyMap<string, string> {
  const assets = { text: () => '', list: () => [], render: () => '', version: '' };
  const index = indexArchitecture(architecture);
  const { files } = asyncapiGenerator.plan({ architecture, index, options: {}, record: {}, assets });
  return new Map(files.map((file) => [file.path, file.content()]));
}

/** The design of a set of documents, in the language; each of its things came from somewhere. */
export function gatherTexts(documents: ReadonlyMap<string, string>): GatheredDesign {
  const read = [...documents].map(([file, text]) => {
    const { value, diagnostics } = readYaml(text, file);
    expect(diagnostics).toEqual([]);
    return { file, value: value as { readonly [key: string]: unknown } };
  });
  const found: unknown[] = [];
  const origins: [Path, Place][] = [];
  const design = gatherDesign(read, {
    report: (diagnostic) => found.push(diagnostic),
    addOrigin: (path, at) => origins.push([path, at]),
  });
  expect(found).toEqual([]);
  return design;
}

/** Reads a design without errors. */
export function load(files: ProjectFiles): Architecture {
  const { architecture, diagnostics } = loadDesign(files, 'eda.yaml');
  expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  if (architecture === undefined) throw new Error('not readable');
  return architecture;
}

/** Reads values of the language as if somebody had written them to files. */
export function loadValues(root: object, files: { readonly [path: string]: unknown }): Architecture {
  const texts = Object.entries(files).map(([path, value]) => [path, JSON.stringify(value)]);
  return load(createMemoryFiles(Object.fromEntries([['eda.yaml', printEdaYaml({ ...root })], ...texts])));
}
