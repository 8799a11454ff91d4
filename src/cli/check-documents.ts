import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { ExportedDocument } from '../generators/asyncapi/find-contradictions.ts';
import type { Architecture } from '../model/architecture.ts';
import { isEdaDocument } from '../spec/asyncapi/eda/gather-design.ts';
import { isMap } from '../spec/is-map.ts';
import { readYaml } from '../spec/yaml.ts';
import type { Project } from './project.ts';

/**
 * What is wrong with documents that eda exported: `x-eda` that is none, and what contradicts itself. The exporter is
 * loaded only where there are such documents.
 */
export async function checkDocuments(
  { entry, files }: Project,
  architecture: Architecture,
): Promise<readonly Diagnostic[]> {
  if (typeof entry === 'string') return [];
  const documents: ExportedDocument[] = [];
  for (const file of entry.documents) {
    const read = files.read(file);
    // Documents of others are not parsed a second time.
    const value = read.ok && read.text.includes('x-eda') ? readYaml(read.text, file).value : undefined;
    if (!isMap(value) || !isEdaDocument(value)) return [];
    documents.push({ file, value });
  }
  const { checkXEda } = await import('../spec/asyncapi/eda/check-x-eda.ts');
  const faults = documents.flatMap(checkXEda);
  if (faults.length > 0) return faults;
  const { findContradictions } = await import('../generators/asyncapi/find-contradictions.ts');
  return findContradictions(architecture, documents);
}
