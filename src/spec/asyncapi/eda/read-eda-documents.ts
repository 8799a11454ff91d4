import { isMap } from '../../is-map.ts';
import { createOrigins, type Origins } from '../origins.ts';
import type { ReadDocumentsInput } from '../read-documents.ts';
import { type EdaDocument, type GatheredDesign, gatherDesign, isEdaDocument } from './gather-design.ts';

/** The design that documents came from, and where its words stand in them. */
export interface ReadEdaDocuments extends GatheredDesign {
  readonly origins: Origins;
}

/**
 * Reads documents that eda exported back into the design that they came from. Undefined where any of them was not: then
 * all are read as what others wrote.
 */
export function readEdaDocuments(
  paths: readonly string[],
  { open, report }: ReadDocumentsInput,
): ReadEdaDocuments | undefined {
  const documents: EdaDocument[] = [];
  for (const path of paths) {
    const opened = open(path);
    if (!opened.ok || !isMap(opened.value) || !isEdaDocument(opened.value)) return undefined;
    documents.push({ file: path, value: opened.value });
  }
  const origins = createOrigins();
  return { ...gatherDesign(documents, { report, addOrigin: origins.add }), origins };
}
