import { examples, formatOption, type OutputFormat } from '../options.ts';
import type { DeclareCommand } from '../session.ts';

export interface KafkaOptions {
  readonly env?: string;
  readonly broker?: string;
  readonly bootstrap?: string;
  readonly delete: readonly string[];
  readonly revoke: readonly string[];
  /** False: topics alone. */
  readonly acls: boolean;
  readonly format: OutputFormat;
}

export const declareKafka: DeclareCommand = (program, session) => {
  const kafka = program
    .command('kafka')
    .summary('compare a live Kafka cluster with the design; create what is missing')
    .description(
      'compare the topics and ACLs of a live Kafka cluster with the design, and carry out what is safe; a login comes from ' +
        'EDA_KAFKA_USERNAME and EDA_KAFKA_PASSWORD, from EDA_KAFKA_TOKEN, or from files that EDA_KAFKA_CERT, ' +
        'EDA_KAFKA_KEY and EDA_KAFKA_CA name',
    );
  const declare = (action: 'plan' | 'apply', summary: string, ...more: readonly [string, string][]): void => {
    kafka
      .command(action)
      .summary(summary)
      .description(`${summary}; needs the package kafkajs`)
      .option('--env <environment>', 'whose cluster; the only one that has one otherwise')
      .option('--broker <name>', 'which of its brokers, where several are of Kafka')
      .option('--bootstrap <servers>', 'host:port,…; the servers of the design otherwise')
      .option(
        '--delete <topic...>',
        'topics that the design no longer has, to be deleted with their messages',
        [],
      )
      .option(
        '--revoke <login...>',
        'logins, or principals as the cluster calls them, that lose what the design does not give them',
        [],
      )
      .option('--no-acls', 'compare topics alone, not who may do what')
      .addOption(formatOption())
      .addHelpText('after', examples([`eda kafka ${action} --env production`, summary], ...more))
      .action((options: KafkaOptions) =>
        session.run(async (globals) => {
          const { runKafka } = await import('../plan-kafka.ts');
          return runKafka(action, options, globals, session.io);
        }),
      );
  };
  declare('plan', 'say what differs; changes nothing');
  declare(
    'apply',
    'create topics, add partitions, set configurations, grant rights; nothing else without being told',
    ['eda kafka apply --delete sales.order.old', 'and delete a topic with its messages'],
  );
};
