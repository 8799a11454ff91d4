import type { Architecture } from '../model/architecture.ts';
import type { McpProgram } from './mcp-program.ts';

/** The design as it is now, with the files that it is read from; a text says why it cannot be read. */
export async function readArchitecture(
  program: McpProgram,
): Promise<{ readonly architecture: Architecture; readonly files: readonly string[] } | string> {
  const { design, diagnostics } = await program.check();
  if (design.architecture === undefined) {
    const [first] = diagnostics;
    return `the design cannot be read: ${first === undefined ? program.root : `${first.at.file}: ${first.message}`}; validate says more`;
  }
  return { architecture: design.architecture, files: [...(design.source?.texts.keys() ?? [])] };
}
