import { examples, formatOption, type OutputFormat } from '../options.ts';
import type { DeclareCommand } from '../session.ts';

export const declareDoctor: DeclareCommand = (program, session) => {
  program
    .command('doctor')
    .summary('say what is installed, what is missing, how to get it')
    .description('say what is installed, what is missing, and how to get it')
    .addOption(formatOption())
    .addHelpText('after', examples(['eda doctor', 'before the first eda dev, and for bug reports']))
    .action((options: { format: OutputFormat }) =>
      session.run(async (globals) => {
        const { runDoctor } = await import('../examine-machine.ts');
        return runDoctor(options.format, globals, session.io);
      }),
    );
};
