import type { ServiceOptions } from '../find-services.ts';
import { examples, formatOption, type OutputFormat, serviceOptions } from '../options.ts';
import type { DeclareCommand } from '../session.ts';

export interface StateOptions extends ServiceOptions {
  readonly format: OutputFormat;
  readonly at?: string;
  readonly limit: string;
}

export const declareState: DeclareCommand = (program, session) => {
  serviceOptions(program.command('state'))
    .summary('the state of an aggregate, now or at a moment, and the events that it is made of')
    .description(
      'the state of an aggregate in the services of eda dev, or those at --url: folded by the code of its service from the ' +
        'events of its stream, up to a version or a moment',
    )
    .argument('<aggregate>', 'name of the aggregate')
    .argument('<id>', 'its key')
    .option('--at <version or time>', 'as it was: 3 (after three events), 2h (ago), 2026-03-01T09:30Z')
    .option('--limit <number>', 'how many of the last events are shown', '20')
    .addOption(formatOption())
    .addHelpText(
      'after',
      examples(
        ['eda state order 0d6f4f3e-7f0a-4b0a-8d0e-2f4b5a3f9c11', 'as it is'],
        ['eda state order 0d6f4f3e-7f0a-4b0a-8d0e-2f4b5a3f9c11 --at 1', 'after its first event'],
        ['eda state order 0d6f4f3e-7f0a-4b0a-8d0e-2f4b5a3f9c11 --at 2h', 'as it was two hours ago'],
      ),
    )
    .action((aggregate: string, id: string, options: StateOptions) =>
      session.run(async (globals) => {
        const { runState } = await import('../show-state.ts');
        return runState(aggregate, id, options, globals, session.io);
      }),
    );
};
