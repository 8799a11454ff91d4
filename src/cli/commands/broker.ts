import { examples, formatOption, type OutputFormat } from '../options.ts';
import type { DeclareCommand } from '../session.ts';

export interface BrokerCheckOptions {
  readonly format: OutputFormat;
  readonly to: string;
  readonly env?: string;
  readonly broker?: string;
}

export const declareBroker: DeclareCommand = (program, session) => {
  const broker = program
    .command('broker')
    .summary('say what another broker would not keep')
    .description('compare the guarantees of the design with what brokers keep');
  broker
    .command('check')
    .summary('list what a broker of another type would not keep')
    .description(
      'list every guarantee of the design that a broker of another type would not keep: names, order, retention, ' +
        'retries, dead letters; each with the setting to change',
    )
    .requiredOption('--to <type>', 'the other type: kafka, redis, rabbitmq, nats, …')
    .option('--env <environment>', 'brokers of this environment; of all but those in memory otherwise')
    .option('--broker <name>', 'this broker alone; all otherwise')
    .addOption(formatOption())
    .addHelpText(
      'after',
      examples(
        ['eda broker check --to rabbitmq', 'what would not hold if RabbitMQ carried the events'],
        ['eda broker check --to aws-sns-sqs --env production', 'the same for the brokers of one environment'],
      ),
    )
    .action((options: BrokerCheckOptions) =>
      session.run(async (globals) => {
        const { runBrokerCheck } = await import('../check-broker.ts');
        return runBrokerCheck(options, globals, session.io);
      }),
    );
};
