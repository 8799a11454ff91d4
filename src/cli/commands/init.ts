import { examples } from '../options.ts';
import type { DeclareCommand } from '../session.ts';

export interface InitOptions {
  readonly dir?: string;
  readonly name?: string;
}

export const declareInit: DeclareCommand = (program, session) => {
  program
    .command('init')
    .summary('start a project from a starter')
    .description('start a project from a starter')
    .argument('[starter]', 'todo (four services, runnable) or blank')
    .option('--dir <folder>', 'where; the current folder otherwise')
    .option('--name <name>', 'of the system, for the blank starter')
    .addHelpText(
      'after',
      examples(
        ['eda init', 'asks which starter'],
        ['eda init todo --dir demo', 'the todo reference system in ./demo'],
        ['eda init blank --name shop', 'one domain, one event, two services'],
      ),
    )
    .action((starter: string | undefined, options: InitOptions) =>
      session.run(async (globals) => {
        const { runInit } = await import('../init-project.ts');
        return runInit(starter, options, globals, session.io);
      }),
    );
};
