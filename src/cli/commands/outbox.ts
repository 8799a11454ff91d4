import type { Command } from 'commander';
import type { ServiceOptions } from '../find-services.ts';
import { examples, formatOption, type OutputFormat, serviceOptions } from '../options.ts';
import type { DeclareCommand } from '../session.ts';

export interface OutboxOptions extends ServiceOptions {
  readonly format: OutputFormat;
}

export interface OutboxChangeOptions extends OutboxOptions {
  readonly all: boolean;
  /** Of skip. */
  readonly yes?: boolean;
}

export const declareOutbox: DeclareCommand = (program, session) => {
  const outbox = program
    .command('outbox')
    .summary('events that could not be published: list, send again, give up')
    .description(
      'the outboxes of the services that eda dev runs, or of those at --url: what waits, and what the relay parked because the broker refuses it while it takes others',
    );

  serviceOptions(outbox.command('list'))
    .summary('list parked events, and how many wait')
    .description('list parked events, and how many wait for the broker')
    .addOption(formatOption())
    .addHelpText('after', examples(['eda outbox list', 'of all services of the running eda dev']))
    .action((options: OutboxOptions) =>
      session.run(async (globals) => {
        const { runOutboxList } = await import('../manage-outbox.ts');
        return runOutboxList(options, globals, session.io);
      }),
    );

  changing(outbox.command('retry'))
    .summary('publish parked events again, under the same id')
    .description(
      'publish parked events again, under the same id; one that blocks its key goes before what waits for it',
    )
    .addHelpText('after', examples(['eda outbox retry todo-service/42', 'one of the list']))
    .action((ids: string[], options: OutboxChangeOptions) =>
      session.run(async (globals) => {
        const { runOutboxChange } = await import('../manage-outbox.ts');
        return runOutboxChange('retry', ids, options, globals, session.io);
      }),
    );

  changing(outbox.command('skip'))
    .summary('give parked events up for good; their keys go on')
    .description('give parked events up for good: nobody will receive them; what waits for them goes on')
    .option('-y, --yes', 'do not ask', false)
    .addHelpText('after', examples(['eda outbox skip todo-service/42', 'one of the list']))
    .action((ids: string[], options: OutboxChangeOptions) =>
      session.run(async (globals) => {
        const { runOutboxChange } = await import('../manage-outbox.ts');
        return runOutboxChange('skip', ids, options, globals, session.io);
      }),
    );
};

function changing(command: Command): Command {
  return serviceOptions(command)
    .argument('[ids...]', 'as the list shows them: <service>/<number>')
    .option('--all', 'all that are parked', false)
    .addOption(formatOption());
}
