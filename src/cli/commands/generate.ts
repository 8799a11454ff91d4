import { examples, formatOption, type OutputFormat } from '../options.ts';
import type { DeclareCommand } from '../session.ts';

export interface GenerateOptions {
  readonly format: OutputFormat;
  readonly check: boolean;
  readonly dryRun: boolean;
  readonly watch: boolean;
  readonly overwrite: readonly string[];
}

export const declareGenerate: DeclareCommand = (program, session) => {
  program
    .command('generate')
    .description('write what follows from the design: services, infrastructure, migrations, diagrams, docs')
    .argument('[generators...]', 'only these (see eda generate --help)')
    .addOption(formatOption())
    .option('--check', 'write nothing; exit 4 where the tree is out of date', false)
    .option('--dry-run', 'write nothing; show what would be done', false)
    .option('--watch', 'generate again whenever the design changes', false)
    .option('--overwrite <file...>', 'give hand edits of these generated files up', [])
    .addHelpText(
      'after',
      examples(
        ['eda generate', 'everything that the design asks for'],
        ['eda generate dapr docs', 'two generators'],
        ['eda generate --check', 'in CI: is what is committed up to date?'],
      ),
    )
    .action((generators: string[], options: GenerateOptions) =>
      session.run(async (globals) => {
        const { runGenerate } = await import('../generate-files.ts');
        return runGenerate(generators, options, globals, session.io);
      }),
    );
};
