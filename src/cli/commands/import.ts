import { examples } from '../options.ts';
import type { DeclareCommand } from '../session.ts';

export interface ImportOptions {
  readonly out: string;
  readonly name?: string;
}

export const declareImport: DeclareCommand = (program, session) => {
  program
    .command('import')
    .summary('write an eda.yaml from AsyncAPI documents')
    .description('write an eda.yaml that says what AsyncAPI documents say; it may be changed from then on')
    .argument('<format>', 'asyncapi')
    .argument('<files...>', 'documents, 2.0 to 3.1, and folders of them: one service each')
    .option('--out <file>', 'where to; - prints it', 'eda.yaml')
    .option('--name <name>', 'of the system; the folder of the documents otherwise')
    .addHelpText(
      'after',
      examples(
        ['eda import asyncapi docs/', 'all documents of a folder, as one system, into eda.yaml'],
        ['eda import asyncapi orders.yaml --out -', 'prints it'],
      ),
    )
    .action((format: string, files: string[], options: ImportOptions) =>
      session.run(async (globals) => {
        const { runImport } = await import('../import-documents.ts');
        return runImport(format, files, options, globals, session.io);
      }),
    );
};
