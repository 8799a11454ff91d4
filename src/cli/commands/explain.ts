import { examples, formatOption, type OutputFormat } from '../options.ts';
import type { DeclareCommand } from '../session.ts';

export interface ExplainOptions {
  readonly format: OutputFormat;
  readonly env?: string;
}

export const declareExplain: DeclareCommand = (program, session) => {
  program
    .command('explain')
    .summary('explain a rule, a fault, an event or a service')
    .description('explain a rule, a fault, an event or a service: each setting with the line that decided it')
    .argument('<what>', 'rule, event or service; or the name itself')
    .argument('[name]', 'its name')
    .option('--env <environment>', 'settings as they are there; all environments otherwise')
    .addOption(formatOption())
    .addHelpText(
      'after',
      examples(
        ['eda explain event-past-tense', 'what a rule wants, why, and how to do it right'],
        ['eda explain event todos.task.created', 'who publishes and takes it, with which settings'],
        ['eda explain service todo-service', 'what it does, and where each part comes from'],
      ),
    )
    .action((what: string, name: string | undefined, options: ExplainOptions) =>
      session.run(async (globals) => {
        const { runExplain } = await import('../explain-name.ts');
        return runExplain(what, name, options, globals, session.io);
      }),
    );
};
