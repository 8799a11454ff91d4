import { examples, formatOption, type OutputFormat } from '../options.ts';
import type { DeclareCommand } from '../session.ts';

export interface ValidateOptions {
  readonly format: OutputFormat;
  readonly strict: boolean;
  readonly fix: boolean;
  readonly fixUnsafe: boolean;
  readonly watch: boolean;
}

export const declareValidate: DeclareCommand = (program, session) => {
  program
    .command('validate')
    .summary('check the design')
    .description('check names, references, schemas, topology and settings of a design')
    .argument('[file]', 'root file or its folder', undefined)
    .addOption(formatOption())
    .option('--strict', 'warnings fail as errors do', false)
    .option('--fix', 'apply the safe fixes', false)
    .option(
      '--fix-unsafe',
      'apply all fixes, also those that change what the design means, such as renames',
      false,
    )
    .option('--watch', 'check again whenever a file changes', false)
    .addHelpText(
      'after',
      examples(
        ['eda validate', 'the design in this folder or above'],
        ['eda validate --fix', 'mends what can be mended without a decision'],
        ['eda validate --format json', 'findings for programs'],
        ['eda validate --strict', 'a gate that lets no warning through'],
      ),
    )
    .action((file: string | undefined, options: ValidateOptions) =>
      session.run(async (globals) => {
        const { runValidate } = await import('../validate-design.ts');
        return runValidate(file, options, globals, session.io);
      }),
    );
};
