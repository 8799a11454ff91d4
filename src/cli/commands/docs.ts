import { examples, formatOption, type OutputFormat } from '../options.ts';
import type { DeclareCommand } from '../session.ts';

export interface DocsFlags {
  readonly out: string;
  readonly open: boolean;
  readonly check: boolean;
  readonly force: boolean;
  /** Globs of Markdown pages. */
  readonly pages: readonly string[];
  readonly sourceUrl?: string;
  readonly format: OutputFormat;
}

export const declareDocs: DeclareCommand = (program, session) => {
  program
    .command('docs')
    .summary('build the documentation as a web site')
    .description(
      'build the documentation as a web site: a page for each domain, service, event and saga, every picture, search, a changelog from the releases, and the Markdown pages of a team; it needs no server and asks nobody for anything',
    )
    .option('-o, --out <folder>', 'write it there', 'site')
    .option('--pages <glob...>', 'Markdown pages that belong to it; without a design they are the site', [])
    .option(
      '--source-url <address>',
      'where the files can be read that pages lead to and the site does not hold',
    )
    .option('--open', 'open it in the browser', false)
    .option('--check', 'write nothing; exit code 4 where the folder is out of date', false)
    .option('--force', 'give up changes that were made to its files by hand', false)
    .addOption(formatOption())
    .addHelpText(
      'after',
      examples(
        ['eda docs --open', 'into the folder site, and into the browser'],
        ['eda docs --out public', 'for a host of static pages'],
        ["eda docs --pages 'docs/**/*.md'", 'with the guides that stand beside the design'],
        ['eda docs --check', 'in CI, where the site is kept in git'],
      ),
    )
    .action((flags: DocsFlags) =>
      session.run(async (globals) => {
        const { runDocs } = await import('../build-docs.ts');
        return runDocs(flags, globals, session.io);
      }),
    );
};
