import { Option } from 'commander';
import type { ServiceOptions } from '../find-services.ts';
import { examples, formatOption, type OutputFormat, serviceOptions } from '../options.ts';
import type { DeclareCommand } from '../session.ts';

export interface ReplayOptions extends ServiceOptions {
  readonly format: OutputFormat;
  readonly from: string;
  readonly to?: string;
  readonly source?: 'history' | 'kafka';
  readonly env?: string;
  readonly bootstrap?: string;
  readonly dryRun: boolean;
}

export const declareReplay: DeclareCommand = (program, session) => {
  serviceOptions(program.command('replay'))
    .summary('deliver a range of events to one service again')
    .description(
      "deliver a range of events to one service again, in order, through the same door as at first: what its inbox knows changes nothing. They come from their publishers' history (outbox.history), or from Kafka",
    )
    .argument('<event>', 'name of the event')
    .requiredOption('--from <time>', 'sent since: 2h (ago), 2026-03-01, 2026-03-01T09:30Z')
    .option('--to <time>', 'sent before; now otherwise')
    .addOption(
      new Option('--source <source>', 'where they are read (default: the history of publishers)').choices([
        'history',
        'kafka',
      ]),
    )
    .option('--env <environment>', 'whose Kafka; the only one that has one otherwise')
    .option('--bootstrap <servers>', 'host:port, several with commas, in place of those of the design')
    .option('--dry-run', 'say how many there are', false)
    .addOption(formatOption())
    .addHelpText(
      'after',
      examples(
        ['eda replay todos.task.created --service analytics-service --from 2h', 'of the last two hours'],
        [
          'eda replay todos.task.created --service analytics-service --from 2026-03-01 --source kafka --env staging',
          'by a consumer group of its own, which is gone afterwards',
        ],
      ),
    )
    .action((event: string, options: ReplayOptions) =>
      session.run(async (globals) => {
        const { runReplay } = await import('../replay-events.ts');
        return runReplay(event, options, globals, session.io);
      }),
    );
};
