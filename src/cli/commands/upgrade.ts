import { examples, formatOption, type OutputFormat } from '../options.ts';
import type { DeclareCommand } from '../session.ts';

export interface UpgradeOptions {
  readonly dryRun: boolean;
  readonly format: OutputFormat;
}

export const declareUpgrade: DeclareCommand = (program, session) => {
  program
    .command('upgrade')
    .summary('bring a project to this version of eda')
    .description(
      'bring what an earlier eda generated to this one: runtime, lock, tables by new migrations, tested versions of packages',
    )
    .option('--dry-run', 'write nothing; show what would be done', false)
    .addOption(formatOption())
    .addHelpText(
      'after',
      examples(
        ['eda upgrade --dry-run', 'what a new version of eda would change'],
        ['eda upgrade', 'change it: to be reviewed and tested like any other change'],
      ),
    )
    .action((options: UpgradeOptions) =>
      session.run(async (globals) => {
        const { runUpgrade } = await import('../upgrade-project.ts');
        return runUpgrade(options, globals, session.io);
      }),
    );
};
