import type { ServiceOptions } from '../find-services.ts';
import { examples, formatOption, type OutputFormat, serviceOptions } from '../options.ts';
import type { DeclareCommand } from '../session.ts';

export interface TraceOptions extends ServiceOptions {
  readonly format: OutputFormat;
  readonly since: string;
}

export const declareTrace: DeclareCommand = (program, session) => {
  serviceOptions(program.command('trace'))
    .summary('show one flow through the services, as a timeline')
    .description(
      'show what became of a request and the events that it led to, across services: from what eda dev kept, and from the outboxes, inboxes and dead letters of the services',
    )
    .argument(
      '<id>',
      'of an event, a conversation (correlation) or a trace; its first or last characters, as the log shows them',
    )
    .option('--since <time>', 'how far back the inboxes and the histories are read', '24h')
    .addOption(formatOption())
    .addHelpText(
      'after',
      examples(
        ['eda trace 7d1f', 'the event that the log of eda dev calls 7d1f…'],
        [
          'eda trace 4bf92f3577b34da6a3ce929d0e0e4736 --url http://127.0.0.1:7001',
          'a trace, from the tables of a service',
        ],
      ),
    )
    .action((id: string, options: TraceOptions) =>
      session.run(async (globals) => {
        const { runTrace } = await import('../trace-flow.ts');
        return runTrace(id, options, globals, session.io);
      }),
    );
};
