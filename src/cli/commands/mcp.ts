import { examples } from '../options.ts';
import type { DeclareCommand } from '../session.ts';

export interface McpFlags {
  readonly allowWrite: boolean;
}

export const declareMcp: DeclareCommand = (program, session) => {
  program
    .command('mcp')
    .description(
      'serve agents over stdin and stdout: read, check, compare and edit the design (Model Context Protocol)',
    )
    .option('--allow-write', 'offer to write edits of the design, inside its folder alone', false)
    .addHelpText(
      'after',
      examples(
        ['eda mcp', 'started by an agent; docs/mcp.md says how'],
        ['eda mcp --allow-write', 'it may write what it proposes'],
      ),
    )
    .action((flags: McpFlags) =>
      session.run(async (globals) => {
        const { runMcp } = await import('../run-mcp.ts');
        return runMcp(flags, globals, session);
      }),
    );
};
