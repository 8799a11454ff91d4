import { describe, expect, test } from 'vitest';
import { designValue } from '../../src/print/eda/design-value.ts';
import { createDiskFiles } from '../../src/spec/project-files.ts';
import { systems } from '../generated/generated-system.ts';
import { comparable } from './comparable-architecture.ts';
import { exportDocuments, gatherTexts, load, loadValues } from './export-documents.ts';

describe.each(Object.entries(systems))('%s', (_name, folder) => {
  const architecture = load(createDiskFiles(folder));

  test('comes back from its own language', () => {
    const { root, files } = designValue(architecture);
    expect(comparable(loadValues(root, files))).toEqual(comparable(architecture));
  });

  test('comes back from its AsyncAPI documents', () => {
    const documents = exportDocuments(architecture);
    const { root, files } = gatherTexts(documents);
    const again = loadValues(root, files);
    expect(comparable(again)).toEqual(comparable(architecture));
    // What is exported of it again differs at most in the order of what has none.
    expect([...exportDocuments(again).keys()].sort()).toEqual([...documents.keys()].sort());
  });
});
