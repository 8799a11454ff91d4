import { type Command, Option } from 'commander';
import type { ServiceOptions } from '../find-services.ts';
import { examples, formatOption, type OutputFormat, serviceOptions } from '../options.ts';
import type { DeclareCommand } from '../session.ts';

export interface DlqOptions extends ServiceOptions {
  readonly format: OutputFormat;
  readonly event?: string;
  readonly reason?: string;
  readonly since?: string;
  readonly until?: string;
}

export interface DlqListOptions extends DlqOptions {
  readonly state: string;
  readonly limit: string;
}

export interface DlqChangeOptions extends DlqOptions {
  readonly all: boolean;
  readonly dryRun: boolean;
  /** Of discard. */
  readonly yes?: boolean;
}

export const declareDlq: DeclareCommand = (program, session) => {
  const dlq = program
    .command('dlq')
    .summary('dead letters: list, show, run again, give up')
    .description(
      'the dead letters of the services that eda dev runs, or of those at --url: events that a service gave up, with the reason',
    );

  filters(dlq.command('list'))
    .summary('list dead letters, newest first')
    .description('list dead letters, newest first')
    .addOption(
      new Option('--state <state>', 'which ones').choices(['open', 'replayed', 'discarded']).default('open'),
    )
    .option('--limit <number>', 'how many of each service', '20')
    .addOption(formatOption())
    .addHelpText(
      'after',
      examples(
        ['eda dlq list', 'all that wait in the running eda dev'],
        ['eda dlq list --event todos.task.created --since 2h', 'those of an event, of the last two hours'],
        ['eda dlq list --url http://127.0.0.1:7003', 'of a service somewhere, by a port forward'],
      ),
    )
    .action((options: DlqListOptions) =>
      session.run(async (globals) => {
        const { runDlqList } = await import('../list-dead-letters.ts');
        return runDlqList(options, globals, session.io);
      }),
    );

  serviceOptions(dlq.command('show'))
    .summary('show a dead letter: error, stack, and the event as it came')
    .description('show a dead letter: error, stack, and the event as it came')
    .argument('<id>', 'as the list shows it: <service>/<number>')
    .addOption(formatOption())
    .addHelpText('after', examples(['eda dlq show notification-service/12', 'one of the list']))
    .action((id: string, options: DlqOptions) =>
      session.run(async (globals) => {
        const { runDlqShow } = await import('../list-dead-letters.ts');
        return runDlqShow(id, options, globals, session.io);
      }),
    );

  changing(dlq.command('replay'))
    .summary('run dead letters again: upcast, check, inbox, handler')
    .description(
      'run dead letters again through the same door as a delivery: upcast, check, inbox, handler; ' +
        'what their keys held follows in order. One that fails again stays',
    )
    .option(
      '--dry-run',
      'say which would run, and whether they fit the design by now; runs no handler',
      false,
    )
    .addHelpText(
      'after',
      examples(
        ['eda dlq replay notification-service/12', 'one'],
        ['eda dlq replay --reason exhausted --since 1h', 'all whose attempts were spent in the last hour'],
        ['eda dlq replay --all --dry-run', 'what would become of all'],
      ),
    )
    .action((ids: string[], options: DlqChangeOptions) =>
      session.run(async (globals) => {
        const { runDlqReplay } = await import('../settle-dead-letters.ts');
        return runDlqReplay(ids, options, globals, session.io);
      }),
    );

  changing(dlq.command('discard'))
    .summary('give dead letters up for good; their keys go on')
    .description('give dead letters up for good; what their keys held follows in order')
    .option('--dry-run', 'say which would be given up', false)
    .option('-y, --yes', 'do not ask', false)
    .addHelpText(
      'after',
      examples(
        ['eda dlq discard notification-service/12', 'one'],
        ['eda dlq discard --service mail-service --until 30d --yes', 'what has lain for a month'],
      ),
    )
    .action((ids: string[], options: DlqChangeOptions) =>
      session.run(async (globals) => {
        const { runDlqDiscard } = await import('../settle-dead-letters.ts');
        return runDlqDiscard(ids, options, globals, session.io);
      }),
    );
};

function filters(command: Command): Command {
  return serviceOptions(command)
    .option('--event <name>', 'of this event')
    .addOption(
      new Option('--reason <reason>', 'given up for this reason').choices([
        'invalid',
        'unknown',
        'failed',
        'exhausted',
        'undeliverable',
      ]),
    )
    .option('--since <time>', 'given up since: 2h (ago), 2026-03-01, 2026-03-01T09:30Z')
    .option('--until <time>', 'given up before');
}

function changing(command: Command): Command {
  return filters(command)
    .argument('[ids...]', 'as the list shows them: <service>/<number>')
    .option('--all', 'all that are open', false)
    .addOption(formatOption());
}
