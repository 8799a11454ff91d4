import { examples, formatOption, type OutputFormat } from '../options.ts';
import type { DeclareCommand } from '../session.ts';

export interface ImpactOptions {
  readonly format: OutputFormat;
  readonly field?: string;
}

export const declareImpact: DeclareCommand = (program, session) => {
  program
    .command('impact')
    .summary('say who has to do with an event')
    .description(
      'who publishes an event, who takes it, who feels it further on, and which lines of their code read a field of it',
    )
    .argument('<event>', 'name of the event')
    .option('--field <path>', 'a field of its data: customer.id, lines.*.sku')
    .addOption(formatOption())
    .addHelpText(
      'after',
      examples(
        ['eda impact todos.task.created', 'whom to ask before it changes'],
        ['eda impact todos.task.created --field dueAt', 'who reads this field, and where'],
      ),
    )
    .action((event: string, options: ImpactOptions) =>
      session.run(async (globals) => {
        const { runImpact } = await import('../show-impact.ts');
        return runImpact(event, options, globals, session.io);
      }),
    );
};
