import { Option } from 'commander';
import { examples } from '../options.ts';
import type { DeclareCommand } from '../session.ts';

export const diagramFormats = ['svg', 'png', 'mermaid', 'd2', 'json'] as const;

export interface DiagramOptions {
  /** Absent: what the name of the file says, else Mermaid. */
  readonly format?: (typeof diagramFormats)[number];
  readonly domain?: string;
  readonly env?: string;
  readonly deadLetters?: boolean;
  readonly theme: 'auto' | 'light' | 'dark';
  readonly output?: string;
}

export const declareDiagram: DeclareCommand = (program, session) => {
  program
    .command('diagram')
    .summary('draw the design: SVG, PNG, Mermaid, D2')
    .description('draw the design: as a picture (SVG, PNG), as Mermaid or D2 text, or as data')
    .argument(
      '[kind]',
      'picture: map, flow, sagas, timeline, data, infra; Mermaid: context, flow, sequence, saga, data',
    )
    .argument('[name]', 'the event of a sequence, the saga, the event or projection of data')
    .option('--domain <domain>', 'one domain, with what it is joined to')
    .option('--env <environment>', 'infra: of this environment')
    .option('--dead-letters', 'flow as Mermaid: also where messages go that nobody could handle')
    .addOption(
      new Option('--format <format>', 'svg, png, mermaid, d2 or json')
        .choices(diagramFormats)
        .default(undefined, "what the file's name says, else mermaid"),
    )
    .addOption(
      new Option('--theme <theme>', 'colours of a picture; auto follows the reader’s system')
        .choices(['auto', 'light', 'dark'])
        .default('auto', 'auto, of PNG light'),
    )
    .option('-o, --output <file>', 'write to a file instead')
    .addHelpText(
      'after',
      examples(
        ['eda diagram flow -o flow.svg', 'services and events as a picture'],
        ['eda diagram infra --env production -o infra.png', 'brokers and topics of production'],
        ['eda diagram', 'domains, services and who talks to whom, as Mermaid text'],
        ['eda diagram flow --domain todos', 'services and events of one domain'],
        ['eda diagram sequence todos.task.created', 'its way through the system'],
        ['eda diagram saga order-fulfilment -o saga.mmd', 'its states, in a file'],
        ['eda diagram data todos.task.created', 'its data as classes'],
      ),
    )
    .action((kind: string | undefined, name: string | undefined, options: DiagramOptions) =>
      session.run(async (globals) => {
        const { runDiagram } = await import('../draw-diagram.ts');
        return runDiagram(kind, name, options, globals, session.io);
      }),
    );
};
