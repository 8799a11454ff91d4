import { Argument } from 'commander';
import { examples } from '../options.ts';
import type { DeclareCommand } from '../session.ts';

export interface ExportOptions {
  readonly service?: string;
  readonly out?: string;
}

/** What a design can be exported to. */
export const exportFormats = ['asyncapi', 'backstage', 'codeowners', 'eventcatalog'] as const;
export type ExportFormat = (typeof exportFormats)[number];

export const declareExport: DeclareCommand = (program, session) => {
  program
    .command('export')
    .summary('write it for other tools: AsyncAPI, Backstage, EventCatalog, CODEOWNERS')
    .description(
      'write the design in the language of other tools: AsyncAPI 3.0 (a document for each service and one for what they share), catalog-info.yaml of Backstage, lines of CODEOWNERS, pages of EventCatalog',
    )
    .addArgument(new Argument('<format>', exportFormats.join(', ')).choices(exportFormats))
    .option('--service <name>', 'asyncapi: only the document of one service')
    .option('-o, --out <folder>', 'write files there instead of stdout')
    .addHelpText(
      'after',
      examples(
        ['eda export asyncapi --service todo-service', 'the document of one service'],
        ['eda export asyncapi --out contracts', 'a document for each service, as files'],
        ['eda export backstage > catalog-info.yaml', 'the system, its components and APIs'],
        ['eda export eventcatalog --out catalog', 'domains, services, messages and schemas'],
      ),
    )
    .action((format: ExportFormat, options: ExportOptions) =>
      session.run(async (globals) => {
        const { runExport } = await import('../export-design.ts');
        return runExport(format, options, globals, session.io);
      }),
    );
};
