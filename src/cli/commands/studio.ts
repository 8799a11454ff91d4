import { InvalidArgumentError } from 'commander';
import { examples } from '../options.ts';
import type { DeclareCommand } from '../session.ts';

export interface StudioFlags {
  readonly port?: number;
  readonly open: boolean;
  readonly readOnly: boolean;
}

export const declareStudio: DeclareCommand = (program, session) => {
  program
    .command('studio')
    .summary('open the design in the browser, to look at it and to change it')
    .description(
      'look at the design in the browser, and change it: every view, what is wrong, who is affected by a change',
    )
    .option('--port <port>', 'listen there (default: 4848, or the next one that is free)', readPort)
    .option('--open', 'open it in the browser', false)
    .option('--read-only', 'nothing can be changed from the page', false)
    .addHelpText(
      'after',
      examples(
        ['eda studio --open', 'the design of this folder; a change on disk shows at once'],
        ['eda studio --port 9000 --read-only', 'for a demonstration'],
      ),
    )
    .action((flags: StudioFlags) =>
      session.run(async (globals) => {
        const { runStudio } = await import('../run-studio.ts');
        return runStudio(flags, globals, session.io);
      }),
    );
};

function readPort(text: string): number {
  const port = Number(text);
  if (!/^\d{1,5}$/.test(text) || port > 65_535)
    throw new InvalidArgumentError('a port is expected, 0 to 65535; 0 takes any');
  return port;
}
