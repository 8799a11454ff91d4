import { describe, expect, test } from 'vitest';
import { createDiskFiles } from '../../src/spec/project-files.ts';
import { systems } from '../generated/generated-system.ts';
import { comparable } from './comparable-architecture.ts';
import { exportDocuments, load, loadDocuments, rewrite } from './export-documents.ts';

describe.each(Object.entries(systems))('%s', (_name, folder) => {
  const architecture = load(createDiskFiles(folder));

  test('comes back from its own language', () => {
    expect(comparable(rewrite(architecture))).toEqual(comparable(architecture));
  });

  test('comes back from its AsyncAPI documents', () => {
    const again = loadDocuments(exportDocuments(architecture));
    expect(comparable(again)).toEqual(comparable(architecture));
    expect(comparable(loadDocuments(exportDocuments(rewrite(again))))).toEqual(comparable(architecture));
  });
});
