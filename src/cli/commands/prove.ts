import { InvalidArgumentError, Option } from 'commander';
import { examples, formatOption, type OutputFormat } from '../options.ts';
import type { DeclareCommand } from '../session.ts';

export interface ProveFlags {
  readonly env: string;
  readonly broker: string;
  readonly events: number;
  readonly only: readonly string[];
  readonly list: boolean;
  readonly format: OutputFormat;
}

export const declareProve: DeclareCommand = (program, session) => {
  program
    .command('prove')
    .summary('attack the system, and count what comes through')
    .description(
      'run the services of the design with recording code in place of yours, on a broker and a database that it starts itself, kill them in every way, and compare what was committed with what took effect',
    )
    .option('--env <environment>', 'whose settings hold; its brokers are not touched', 'local')
    .addOption(
      // The names are checked by what knows them, which is loaded when proofs run.
      new Option(
        '--broker <broker>',
        'embedded, or daprd with redis, kafka, kafka-3, rabbitmq, nats',
      ).default('embedded'),
    )
    .option('--events <n>', 'committed for each proof', readCount, 2000)
    .option(
      '--only <proof>',
      'this proof; several times for several',
      (name, before: string[]) => [...before, name],
      [],
    )
    .option('--list', 'say what the proofs are, and run none', false)
    .addOption(formatOption())
    .addHelpText(
      'after',
      examples(
        ['eda prove', 'every proof, on what eda brings along'],
        ['eda prove --only relay-killed --events 20000', 'one proof, harder'],
        [
          'eda prove --broker kafka-3 --env production',
          'with the settings of production, on three nodes of Kafka',
        ],
        ['eda prove --list', 'what is proven, and how it is attacked'],
      ),
    )
    .action((flags: ProveFlags) =>
      session.run(async (globals) => {
        const { runProve } = await import('../prove-system.ts');
        return runProve(flags, globals, session.io);
      }),
    );
};

function readCount(text: string): number {
  const count = /^[0-9]{1,7}$/.test(text) ? Number(text) : 0;
  if (count < 1) throw new InvalidArgumentError('a whole number from 1 to 9999999 is expected');
  return count;
}
