import { expect, test } from 'vitest';
import { printEdaYaml } from '../../src/print/eda-yaml.ts';
import { createMemoryFiles } from '../../src/spec/project-files.ts';
import fc from '../support/fast-check.ts';
import { comparable } from './comparable-architecture.ts';
import { anyDesign, avroRecord } from './design.fixture.ts';
import { exportDocuments, load, loadDocuments, rewrite } from './export-documents.ts';

const runs = Number(process.env.EDA_RUNS ?? 40);

test('any design comes back from its own language, and from its AsyncAPI documents', () => {
  fc.assert(
    fc.property(anyDesign, (design) => {
      const files = { 'eda.yaml': printEdaYaml(design), 'avro/record.avsc': JSON.stringify(avroRecord) };
      const architecture = load(createMemoryFiles(files));
      const meaning = comparable(architecture);
      expect(comparable(rewrite(architecture))).toEqual(meaning);
      const documents = exportDocuments(architecture);
      expect(comparable(loadDocuments(documents))).toEqual(meaning);
    }),
    { numRuns: runs },
  );
}, 120_000);
