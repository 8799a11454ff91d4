import type { FailOn } from '../../diagnostics/verdict.ts';
import { examples, failOnOption, reportOption } from '../options.ts';
import type { ReportTarget } from '../report-targets.ts';
import type { DeclareCommand } from '../session.ts';

export interface LintOptions {
  readonly format: readonly ReportTarget[];
  readonly failOn: FailOn;
  readonly updateBaseline: boolean;
  readonly baseline: boolean;
  readonly inlineIgnores: boolean;
  readonly fix: boolean;
  readonly fixUnsafe: boolean;
}

export const declareLint: DeclareCommand = (program, session) => {
  const lint = program
    .command('lint')
    .summary('check files of Dapr, whoever wrote them')
    .description('check files that eda did not write');
  lint
    .command('dapr')
    .summary('check components, subscriptions, resiliency and configuration')
    .description(
      'check resources of Dapr: metadata that a component does not read, lacks or holds in plain text, scopes and names ' +
        'that lead nowhere, routes that no event reaches, dead letters that go round, policies without effect; `# eda-ignore <code>: <reason>` silences a finding of its line',
    )
    .argument('[paths...]', 'YAML files, and folders of them with all below; this folder otherwise')
    .addOption(reportOption())
    .addOption(failOnOption())
    .option(
      '--update-baseline',
      'note what is found in eda.dapr-baseline.json of this folder: from now on only new findings count',
      false,
    )
    .option('--no-baseline', 'as if there were no baseline')
    .option('--no-inline-ignores', 'as if nobody had written # eda-ignore: for audits')
    .option('--fix', 'apply the safe fixes', false)
    .option(
      '--fix-unsafe',
      'apply all fixes, also those after which what was passed over takes effect, such as slips of names',
      false,
    )
    .addHelpText(
      'after',
      examples(
        ['eda lint dapr components/', 'all YAML files of a folder; those of one folder are read together'],
        ['eda lint dapr infra --format sarif=dapr.sarif', 'a file for code scanning'],
        ['eda lint dapr --fix', 'writes former names and versions as they are called now'],
      ),
    )
    .action((paths: string[], options: LintOptions) =>
      session.run(async (globals) => {
        const { runLintDapr } = await import('../lint-dapr.ts');
        return runLintDapr(paths, options, globals, session.io);
      }),
    );
};
