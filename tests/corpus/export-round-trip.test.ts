import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { loadDesign } from '../../src/pipeline.ts';
import { printEdaYaml } from '../../src/print/eda-yaml.ts';
import { importValues } from '../../src/spec/asyncapi/import-values.ts';
import type { ReadDocuments } from '../../src/spec/asyncapi/read-documents.ts';
import { isBelow } from '../../src/spec/place-tree.ts';
import { createDiskFiles, createMemoryFiles } from '../../src/spec/project-files.ts';
import { type Entry, readSpec } from '../../src/spec/source.ts';
import { comparable } from '../properties/comparable-architecture.ts';
import { exportDocuments, load, loadDocuments } from '../properties/export-documents.ts';

/** Names of the servers of all documents. */
function serversIn(exported: ReadonlyMap<string, string>): string[] {
  return [...exported.values()].flatMap((text) =>
    Object.keys((parse(text) as { readonly servers?: object }).servers ?? {}),
  );
}

/** Names of servers, but of those that refer to another host: nothing is fetched. */
function serversOf(documents: ReadDocuments['documents']): string[] {
  return documents.flatMap(({ servers, remoteRefs }) =>
    servers.filter(({ at }) => !remoteRefs.some((ref) => isBelow(ref.at, at))).map(({ name }) => name),
  );
}

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
      const exported = exportDocuments(architecture);
      const again = loadDocuments(exported);
      expect(comparable(again)).toEqual(comparable(architecture));
      expect(serversIn(exported).sort()).toEqual(serversOf(documents.documents).sort());
    });

    test(`most of ${names.length} documents can be judged`, () => {
      expect(judged.length).toBeGreaterThan(names.length / 2);
    });
  }
});
