import { examples, reportOption } from '../options.ts';
import type { ReportTarget } from '../report-targets.ts';
import type { DeclareCommand } from '../session.ts';

export interface GenerateOptions {
  readonly format: readonly ReportTarget[];
  readonly check: boolean;
  readonly dryRun: boolean;
  readonly watch: boolean;
  readonly overwrite: readonly string[];
  readonly service?: string;
}

/** Told in the help, without loading the generators for it; a test holds the list against theirs. */
export const generatorIds: readonly string[] = [
  'typescript',
  'python',
  'postgres',
  'dapr',
  'kafka',
  'rabbitmq',
  'cloud',
  'schema-registry',
  'kubernetes',
  'compose',
  'monitoring',
  'connect',
  'diagrams',
  'asyncapi',
  'docs',
];

export const declareGenerate: DeclareCommand = (program, session) => {
  program
    .command('generate')
    .summary('write the code and files that follow from the design')
    .description('write what follows from the design: services, infrastructure, migrations, diagrams, docs')
    .argument('[generators...]', `only these: ${generatorIds.join(', ')}, and those of your own`)
    .addOption(reportOption())
    .option('--check', 'write nothing; exit 4 where the tree is out of date', false)
    .option('--dry-run', 'write nothing; show what would be done', false)
    .option('--watch', 'generate again whenever the design changes', false)
    .option('--service <name>', 'only the files of one service')
    .option('--overwrite <file...>', 'give up the hand edits of these generated files', [])
    .addHelpText(
      'after',
      examples(
        ['eda generate', 'everything that the design asks for'],
        ['eda generate dapr docs', 'two generators'],
        ['eda generate --service todo-service', 'the code and migrations of one service'],
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
