import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadDesign } from '../../src/pipeline.ts';
import { printEdaYaml } from '../../src/print/eda-yaml.ts';
import { importValues } from '../../src/spec/asyncapi/import-values.ts';
import { createDiskFiles, createMemoryFiles } from '../../src/spec/project-files.ts';
import { type Entry, readSpec } from '../../src/spec/source.ts';
import { comparable } from '../properties/comparable-architecture.ts';
import { exportDocuments, load, loadDocuments } from '../properties/export-documents.ts';

/*
 * Real documents of others, where `EDA_CORPUS` names a folder of them: each is imported, exported, and imported again.
 */
const corpus = process.env.EDA_CORPUS ?? '';
const folders =
  corpus === '' ? [] : ['v2', 'v3'].map((name) => join(corpus, 'asyncapi', name)).filter(existsSync);

describe.skipIf(folders.length === 0)('what is imported comes back from what is exported', () => {
  for (const folder of folders) {
    const files = createDiskFiles(folder);
    const judged: string[] = [];
    const names = readdirSync(folder).filter((name) => /\.(ya?ml|json)$/.test(name));
    test.each(names)('%s', (name) => {
      const entry: Entry = { documents: [name], system: 'corpus' };
      const hasErrors = loadDesign(files, entry).diagnostics.some(({ severity }) => severity === 'error');
      const documents = hasErrors ? undefined : readSpec(files, entry).source?.documents;
      // What is wrong, or lies elsewhere, has no design that could come back.
      if (documents === undefined) return;
      const values = importValues(documents, 'corpus', 'eda.yaml');
      if (JSON.stringify(values).includes('"from":')) return;
      judged.push(name);
      const architecture = load(createMemoryFiles({ 'eda.yaml': printEdaYaml(values) }));
      const again = loadDocuments(exportDocuments(architecture));
      expect(comparable(again)).toEqual(comparable(architecture));
    });

    test(`most of ${names.length} documents can be judged`, () => {
      expect(judged.length).toBeGreaterThan(names.length / 2);
    });
  }
});
