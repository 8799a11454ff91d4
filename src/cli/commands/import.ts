import { examples, formatOption, type OutputFormat } from '../options.ts';
import type { DeclareCommand } from '../session.ts';

export interface ImportOptions {
  readonly out: string;
  readonly name?: string;
  readonly format: OutputFormat;
}

export const declareImport: DeclareCommand = (program, session) => {
  program
    .command('import')
    .summary('write an eda.yaml from AsyncAPI or Dapr files')
    .description(
      'write an eda.yaml that says what AsyncAPI documents say, or one to start from of what Dapr is told',
    )
    .argument('<format>', 'asyncapi or dapr')
    .argument(
      '<files...>',
      'documents, 2.0 to 3.1: one service each; or components and subscriptions; and folders of them',
    )
    .option('--out <file>', 'where to; - prints it', 'eda.yaml')
    .option('--name <name>', 'of the system; the folder of the documents otherwise')
    .addOption(formatOption())
    .addHelpText(
      'after',
      examples(
        ['eda import asyncapi docs/', 'all documents of a folder, as one system, into eda.yaml'],
        ['eda import asyncapi orders.yaml --out -', 'prints it'],
        ['eda import dapr components/', 'apps, topics and brokers; the data of events are left to write'],
      ),
    )
    .action((format: string, files: string[], options: ImportOptions) =>
      session.run(async (globals) => {
        const { runImport } = await import('../import-documents.ts');
        return runImport(format, files, options, globals, session.io);
      }),
    );
};
