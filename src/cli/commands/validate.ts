import type { FailOn } from '../../diagnostics/verdict.ts';
import { examples, failOnOption, reportOption } from '../options.ts';
import type { ReportTarget } from '../report-targets.ts';
import type { DeclareCommand } from '../session.ts';

export interface ValidateOptions {
  readonly format: readonly ReportTarget[];
  readonly failOn: FailOn;
  readonly since?: string;
  readonly updateBaseline: boolean;
  readonly baseline: boolean;
  readonly inlineIgnores: boolean;
  readonly explain?: string;
  readonly fix: boolean;
  readonly fixUnsafe: boolean;
  readonly official: boolean;
  readonly watch: boolean;
}

export const declareValidate: DeclareCommand = (program, session) => {
  program
    .command('validate')
    .summary('check the design')
    .description('check names, references, schemas, topology and settings of a design')
    .argument('[files...]', 'root file or its folder; or AsyncAPI documents and folders of them')
    .addOption(reportOption())
    .addOption(failOnOption())
    .option(
      '--since <revision>',
      'only what changed since this branch left a git revision, and what refers to it',
    )
    .option(
      '--update-baseline',
      'note what is found in eda.baseline.json: from now on only new findings count',
      false,
    )
    .option('--no-baseline', 'as if there were no baseline')
    .option('--no-inline-ignores', 'as if nobody had written # eda-ignore: for audits')
    .option(
      '--explain <event>',
      'print the settings of an event or service instead, with the line that decided each',
    )
    .option('--fix', 'apply the safe fixes', false)
    .option(
      '--fix-unsafe',
      'apply all fixes, also those that change what the design means, such as renames',
      false,
    )
    .option(
      '--official',
      'have @asyncapi/parser judge the AsyncAPI documents as well; the project has to have it',
      false,
    )
    .option('--watch', 'check again whenever a file changes', false)
    .addHelpText(
      'after',
      examples(
        ['eda validate', 'the design in this folder or above'],
        ['eda validate docs/orders.yaml', 'an AsyncAPI document, 2.0 to 3.1; several make one system'],
        ['eda validate docs --official', 'and what the official parser finds in them'],
        ['eda validate --fix', 'mends what counts and can be mended without a decision'],
        [
          'eda validate --format terminal --format sarif=eda.sarif',
          'for people, and a file for code scanning',
        ],
        ['eda validate --fail-on warning', 'a gate that lets no warning through'],
        ['eda validate --since origin/main', 'what a branch brings'],
      ),
    )
    .action((files: string[], options: ValidateOptions) =>
      session.run(async (globals) => {
        const { runValidate } = await import('../validate-design.ts');
        return runValidate(files, options, globals, session.io);
      }),
    );
};
