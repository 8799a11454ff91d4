import { examples } from '../options.ts';
import type { DeclareCommand } from '../session.ts';

export const declareLsp: DeclareCommand = (program, session) => {
  program
    .command('lsp')
    .description(
      'serve editors over stdin and stdout: problems, completion, hovers, rename (Language Server Protocol)',
    )
    .option('--stdio', 'as editors ask for it; there is no other way', true)
    .addHelpText('after', examples(['eda lsp', 'started by an editor; docs/editors.md says how']))
    .action(() =>
      session.run(async () => {
        const { runLsp } = await import('../run-lsp.ts');
        return runLsp(session.io);
      }),
    );
};
