import { examples, formatOption, type OutputFormat } from '../options.ts';
import type { DeclareCommand } from '../session.ts';

export interface ExplainOptions {
  readonly format: OutputFormat;
  readonly env?: string;
}

export const declareExplain: DeclareCommand = (program, session) => {
  program
    .command('explain')
    .summary('explain a rule, fault, event, service, saga or delivery')
    .description(
      'explain a rule, a fault, an event, a service, a saga or a delivery: each setting with the line that decided it',
    )
    .argument('<what>', 'rule, event, service, saga or delivery; or the name itself')
    .argument('[name]', 'its name; of a delivery: the service')
    .argument('[event]', 'of a delivery: the event')
    .option('--env <environment>', 'settings as they are there; all environments otherwise')
    .addOption(formatOption())
    .addHelpText(
      'after',
      examples(
        ['eda explain event-past-tense', 'what a rule wants, why, and how to do it right'],
        ['eda explain event todos.task.created', 'who publishes and takes it, with which settings'],
        ['eda explain service todo-service', 'what it does, and where each part comes from'],
        ['eda explain saga order-fulfilment', 'every way that a run can take, with its end'],
        [
          'eda explain delivery todo-service users.account.registered',
          'attempts, order, what is lost or comes twice',
        ],
      ),
    )
    .action((what: string, name: string | undefined, event: string | undefined, options: ExplainOptions) =>
      session.run(async (globals) => {
        if (what === 'delivery') {
          const { runExplainDelivery } = await import('../explain-delivery.ts');
          return runExplainDelivery(name, event, options, globals, session.io);
        }
        const { runExplain } = await import('../explain-name.ts');
        return runExplain(
          what,
          event === undefined ? name : `${name} ${event}`,
          options,
          globals,
          session.io,
        );
      }),
    );
};
