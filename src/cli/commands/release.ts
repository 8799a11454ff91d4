import { examples, formatOption, type OutputFormat } from '../options.ts';
import type { DeclareCommand } from '../session.ts';

export interface ReleaseOptions {
  readonly format: OutputFormat;
  readonly dryRun: boolean;
}

export const declareRelease: DeclareCommand = (program, session) => {
  program
    .command('release')
    .summary('record the design as released')
    .description(
      'record the design as released, under releases/<version>: what eda diff and eda validate compare with from then on',
    )
    .argument(
      '[version]',
      'the version of the design, for scripts that want to be sure; as the design says otherwise',
    )
    .option('--dry-run', 'check and say what would be recorded', false)
    .addOption(formatOption())
    .addHelpText(
      'after',
      examples(
        ['eda release', 'the design in this folder, by its own version'],
        ['eda release 1.2.0', 'the same, and refuses where the design says another version'],
        ['eda release --dry-run', 'is it ready? for CI'],
      ),
    )
    .action((version: string | undefined, options: ReleaseOptions) =>
      session.run(async (globals) => {
        const { runRelease } = await import('../release-design.ts');
        return runRelease(version, options, globals, session.io);
      }),
    );
};
