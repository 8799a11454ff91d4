import { Argument } from 'commander';
import { examples } from '../options.ts';
import type { DeclareCommand } from '../session.ts';

export const declareCompletion: DeclareCommand = (program, session) => {
  program
    .command('completion')
    .description('print the script that completes commands and options in a shell')
    .addArgument(new Argument('<shell>', 'whose script').choices(['bash', 'zsh', 'fish']))
    .addHelpText(
      'after',
      examples(
        [
          'eda completion bash > ~/.local/share/bash-completion/completions/eda',
          'bash, from the next shell on',
        ],
        ['eda completion zsh > ~/.zfunc/_eda', 'zsh, where fpath has that folder'],
        ['eda completion fish > ~/.config/fish/completions/eda.fish', 'fish'],
      ),
    )
    .action((shell: 'bash' | 'zsh' | 'fish') =>
      session.run(async () => {
        const { printCompletion } = await import('../print-completion.ts');
        session.io.stdout.write(printCompletion(shell, program));
        return 0;
      }),
    );
};
