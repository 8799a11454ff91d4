import { type Command, Option } from 'commander';
import type { ServiceOptions } from '../find-services.ts';
import { examples, formatOption, type OutputFormat, serviceOptions } from '../options.ts';
import type { DeclareCommand } from '../session.ts';

export interface SagaOptions extends ServiceOptions {
  readonly format: OutputFormat;
}

export interface SagaListOptions extends SagaOptions {
  readonly saga?: string;
  readonly state: string;
  readonly limit: string;
}

export interface SagaChangeOptions extends SagaOptions {
  /** Of abort: why. */
  readonly note?: string;
  readonly yes?: boolean;
}

export interface SagaDropOptions extends SagaOptions {
  readonly force: boolean;
}

export const declareSaga: DeclareCommand = (program, session) => {
  const saga = program
    .command('saga')
    .summary('runs of sagas: list, show, ask again, give up; versions')
    .description('runs of the sagas that the services of eda dev coordinate, or those at --url');

  asking(saga.command('list'))
    .summary('list runs: those that wait for a person first')
    .description('list runs: those that wait for a person first, then the oldest')
    .option('--saga <name>', 'of this saga')
    .addOption(
      new Option('--state <state>', 'which ones')
        .choices(['open', 'running', 'compensating', 'parked', 'completed', 'compensated', 'aborted', 'all'])
        .default('open'),
    )
    .option('--limit <number>', 'how many of each service', '20')
    .addHelpText(
      'after',
      examples(
        ['eda saga list', 'all that are open in the running eda dev'],
        ['eda saga list --state parked', 'what waits for a person'],
        ['eda saga list --url http://127.0.0.1:7001', 'of a service somewhere, by a port forward'],
      ),
    )
    .action((options: SagaListOptions) =>
      session.run(async (globals) => {
        const { runSagaList } = await import('../list-runs.ts');
        return runSagaList(options, globals, session.io);
      }),
    );

  asking(saga.command('show'))
    .summary('show a run: its steps, what it waits for, why it is undone')
    .description('show a run: its steps, what it waits for, why it is undone')
    .argument('<saga>', 'name of the saga')
    .argument('<key>', 'the key of the run, as the list shows it')
    .addHelpText(
      'after',
      examples(['eda saga show order-fulfilment 0d6f4f3e-7f0a-4b0a-8d0e-2f4b5a3f9c11', 'one']),
    )
    .action((name: string, key: string, options: SagaOptions) =>
      session.run(async (globals) => {
        const { runSagaShow } = await import('../list-runs.ts');
        return runSagaShow(name, key, options, globals, session.io);
      }),
    );

  asking(saga.command('retry'))
    .summary('ask for the undoing that a parked run waits for once more')
    .description('ask for the undoing that a parked run waits for once more')
    .argument('<saga>', 'name of the saga')
    .argument('<key>', 'the key of the run')
    .addHelpText(
      'after',
      examples(['eda saga retry order-fulfilment 0d6f4f3e', 'after the reason is mended']),
    )
    .action((name: string, key: string, options: SagaChangeOptions) =>
      session.run(async (globals) => {
        const { runSagaChange } = await import('../change-run.ts');
        return runSagaChange('retry', name, key, options, globals, session.io);
      }),
    );

  asking(saga.command('abort'))
    .summary('give a run up: what was done is undone; of a parked one: the undoing that it waits for')
    .description(
      'give a run up: what was done is undone. Of a parked run the undoing that it waits for is given up, because a ' +
        'person has seen to it, and the steps before are undone',
    )
    .argument('<saga>', 'name of the saga')
    .argument('<key>', 'the key of the run')
    .option('--note <text>', 'why; it is kept with the run, and its messages may say it')
    .option('-y, --yes', 'do not ask', false)
    .addHelpText(
      'after',
      examples(['eda saga abort order-fulfilment 0d6f4f3e --note "customer called"', 'undoes what was done']),
    )
    .action((name: string, key: string, options: SagaChangeOptions) =>
      session.run(async (globals) => {
        const { runSagaChange } = await import('../change-run.ts');
        return runSagaChange('abort', name, key, options, globals, session.io);
      }),
    );

  asking(saga.command('versions'))
    .summary('which versions of sagas have runs, and which of them are open')
    .description(
      'which versions of sagas have runs, and which of them are open: what the code still has to know',
    )
    .addHelpText('after', examples(['eda saga versions', 'before an old one is dropped']))
    .action((options: SagaOptions) =>
      session.run(async (globals) => {
        const { runSagaVersions } = await import('../saga-versions.ts');
        return runSagaVersions(options, globals, session.io);
      }),
    );

  asking(saga.command('drop'))
    .summary('take an old version of a saga out of eda.lock and the code')
    .description(
      'take an old version of a saga out of eda.lock, so that the next eda generate leaves it out of the code. The running ' +
        'services are asked whether it has open runs; where none can be asked, --force says that you know',
    )
    .argument('<saga@version>', 'as eda saga versions shows it: order-fulfilment@1')
    .option('--force', 'without asking the services', false)
    .addHelpText('after', examples(['eda saga drop order-fulfilment@1', 'when it has no open runs']))
    .action((version: string, options: SagaDropOptions) =>
      session.run(async (globals) => {
        const { runSagaDrop } = await import('../saga-versions.ts');
        return runSagaDrop(version, options, globals, session.io);
      }),
    );
};

function asking(command: Command): Command {
  return serviceOptions(command).addOption(formatOption());
}
