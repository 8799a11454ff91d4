import { examples, formatOption, type OutputFormat } from '../options.ts';
import type { DeclareCommand } from '../session.ts';

export interface InitOptions {
  readonly dir?: string;
  readonly name?: string;
  /** AsyncAPI documents and folders of them, instead of a starter. */
  readonly from?: readonly string[];
  /** Of the services: typescript or python. */
  readonly language?: string;
  readonly format: OutputFormat;
}

export const declareInit: DeclareCommand = (program, session) => {
  program
    .command('init')
    .summary('start a project')
    .description(
      'start a project from a starter, or from AsyncAPI documents or resources of Dapr that are there',
    )
    .argument('[starter]', 'todo (four services, runnable), orders (a saga over four services) or blank')
    .option('--dir <folder>', 'where; the current folder otherwise')
    .option(
      '--from <documents...>',
      'AsyncAPI documents, or resources of Dapr, and folders of them: what they say is the design',
    )
    .option('--name <name>', 'of the system; for the blank starter, and with --from')
    .option('--language <language>', 'of the services of a starter: typescript (the default) or python')
    .addOption(formatOption())
    .addHelpText(
      'after',
      examples(
        ['eda init', 'asks which starter'],
        ['eda init todo --dir demo', 'the todo reference system in ./demo'],
        ['eda init todo --language python', 'the same system with services in Python'],
        ['eda init orders --dir shop', 'orders, stock, payments and parcels, and the saga over them'],
        ['eda init orders --language python', 'the same, and the saga, in Python'],
        ['eda init blank --name shop', 'one domain, one event, two services'],
        ['eda init --from docs/', 'the AsyncAPI documents of a folder, as one system'],
        ['eda init --from components/', 'the apps and topics that files of Dapr name'],
      ),
    )
    .action((starter: string | undefined, options: InitOptions) =>
      session.run(async (globals) => {
        const { runInit } = await import('../init-project.ts');
        return runInit(starter, options, globals, session.io);
      }),
    );
};
