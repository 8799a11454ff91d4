import { startServer } from '../lsp/start-server.ts';
import { exitCode } from './exit-code.ts';
import type { Io } from './io.ts';
import { createLspProgram } from './lsp-program.ts';
import { openChecker } from './open-checker.ts';
import { version } from './version.ts';

/** `eda lsp`: serves one editor until it says `exit`, or its streams end. */
export async function runLsp(io: Io): Promise<number> {
  if (io.stdin.isTTY === true)
    io.stderr.write('eda lsp speaks with an editor, not with people; docs/editors.md says how to start it\n');
  const checker = await openChecker();
  const end = await startServer({
    program: createLspProgram(checker.check),
    input: io.stdin,
    output: io.stdout,
    version,
    onError: (error) =>
      io.stderr.write(
        `eda lsp: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
      ),
  });
  checker.close();
  // As the protocol asks: an exit without a shutdown before it is a failure.
  return end === 'orderly' ? exitCode.fine : exitCode.findings;
}
