import { compareDiagnostics } from '../diagnostics/diagnostic.ts';
import type { Architecture } from '../model/architecture.ts';
import type { McpProgram } from './mcp-program.ts';

/** The design as it is now, with the files that it is read from; a text says why it cannot be read. */
export function readArchitecture(
  program: McpProgram,
): { readonly architecture: Architecture; readonly files: readonly string[] } | string {
  const design = program.load();
  if (design.architecture === undefined) {
    const [first] = [...design.diagnostics].sort(compareDiagnostics);
    return `the design cannot be read: ${first === undefined ? program.root : `${first.at.file}: ${first.message}`}; validate says more`;
  }
  return { architecture: design.architecture, files: [...(design.source?.texts.keys() ?? [])] };
}
