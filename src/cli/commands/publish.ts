import { Option } from 'commander';
import { examples, formatOption, type OutputFormat } from '../options.ts';
import type { DeclareCommand } from '../session.ts';

export interface PublishOptions {
  readonly format: OutputFormat;
  readonly data?: string;
  readonly example: boolean;
  readonly as?: string;
  readonly sidecar?: string;
  readonly env?: string;
  readonly raw: boolean;
  /** Default: a sidecar. */
  readonly via?: 'sidecar' | 'rest-proxy';
  readonly restProxy?: string;
  readonly cluster?: string;
}

export const declarePublish: DeclareCommand = (program, session) => {
  program
    .command('publish')
    .summary('send an event, checked against the design')
    .description(
      'send an event through a Dapr sidecar, checked against the design: for trying and for scripts',
    )
    .argument('<event>', 'name of the event')
    .option('-d, --data <json>', 'the data: JSON, @file, or - for stdin')
    .option('--example', 'the first example of the spec, or a made-up one', false)
    .option('--as <service>', 'as which service; its publisher otherwise')
    .option('--sidecar <url>', 'its Dapr HTTP endpoint; that of the running eda dev otherwise')
    .addOption(
      new Option('--via <way>', "through a Dapr sidecar, or past it through Kafka's REST Proxy")
        .choices(['sidecar', 'rest-proxy'])
        .default('sidecar'),
    )
    .option('--rest-proxy <url>', 'address of the REST Proxy; EDA_REST_PROXY_URL otherwise')
    .option('--cluster <id>', 'which of its clusters; the only one otherwise')
    .option('--env <environment>', 'whose broker and address', 'local')
    .option('--raw', 'send without checking the data: to see what a bad event does', false)
    .addOption(formatOption())
    .addHelpText(
      'after',
      examples(
        ['eda publish todos.task.created --example', 'to the system that eda dev runs'],
        ['eda publish todos.task.created -d \'{"title":1}\' --raw', 'a poison event'],
        [
          'eda publish todos.task.created --example --via rest-proxy --env production',
          'to Kafka; a login comes from EDA_REST_PROXY_KEY and EDA_REST_PROXY_SECRET, or EDA_REST_PROXY_TOKEN',
        ],
      ),
    )
    .action((event: string, options: PublishOptions) =>
      session.run(async (globals) => {
        const { runPublish } = await import('../publish-event.ts');
        return runPublish(event, options, globals, session.io);
      }),
    );
};
