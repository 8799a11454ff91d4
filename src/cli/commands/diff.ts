import { Option } from 'commander';
import type { DataPolicy } from '../../diff/compare-context.ts';
import { examples, reportOption } from '../options.ts';
import type { ReportTarget } from '../report-targets.ts';
import type { DeclareCommand } from '../session.ts';

export interface DiffOptions {
  readonly base?: string;
  readonly policy: DataPolicy;
  readonly transitive: boolean;
  readonly format: readonly ReportTarget[];
  readonly failOn: 'breaking' | 'risky' | 'any' | 'never';
  readonly allowErrors: boolean;
  readonly documentation: boolean;
  readonly accept: readonly string[];
  readonly reason?: string;
  readonly until?: string;
}

export const declareDiff: DeclareCommand = (program, session) => {
  program
    .command('diff')
    .summary('say what changed, what breaks, for whom')
    .description(
      'compare two designs: what changed, what breaks, for whom, and how to do it without breaking anybody',
    )
    .argument(
      '[old]',
      'a file, a folder, a git revision (main, v1.2, main:eda.yaml) or a release (release, release:1.2.0); the newest release otherwise, in CI the merge base with the target branch',
    )
    .argument('[new]', 'the same; the design of this folder otherwise')
    .option('--base <branch>', 'compare with where this branch parted from another; auto: as CI says')
    .addOption(
      new Option(
        '--policy <policy>',
        'how data is compared: readers pass over fields that they do not know where an object allows it; as sets of values; writers write what they declare and no more',
      )
        .choices(['tolerant', 'strict', 'closed-producer'] satisfies readonly DataPolicy[])
        .default('tolerant'),
    )
    .option('--transitive', 'hold data to every earlier version, not to the last one alone', false)
    .addOption(
      new Option('--fail-on <verdict>', 'from which change on to end with 1')
        .choices(['breaking', 'risky', 'any', 'never'])
        .default('breaking'),
    )
    .option(
      '--allow-errors',
      'judge what can be compared where a design has errors; without it that ends with 3',
      false,
    )
    .option('--documentation', 'show also what only people notice', false)
    .option(
      '--accept <fingerprint>',
      'accept a change, for eda.accepted.yaml; may be repeated',
      (value: string, list: readonly string[]) => [...list, value],
      [],
    )
    .option('--reason <text>', 'why it is accepted')
    .option('--until <date>', 'accepted up to this day')
    .addOption(reportOption())
    .addHelpText(
      'after',
      examples(
        ['eda diff main', 'against the tip of main'],
        ['eda diff', 'against the newest release; in CI against the merge base'],
        ['eda diff --base main', 'against where this branch left main'],
        ['eda diff release:1.2.0 v2.0', 'a release and a tag'],
        ['eda diff old.yaml new.yaml', 'two files'],
        [
          'eda diff --format terminal --format markdown=diff.md',
          'for people, and a comment on the pull request',
        ],
        ['eda diff main --accept 3f9c2a7be011 --reason "nobody reads it"', 'lets one change through'],
      ),
    )
    .action((old: string | undefined, now: string | undefined, options: DiffOptions) =>
      session.run(async (globals) => {
        const { runDiff } = await import('../diff-designs.ts');
        return runDiff(old, now, options, globals, session.io);
      }),
    );
};
