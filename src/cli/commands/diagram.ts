import { Option } from 'commander';
import { examples } from '../options.ts';
import type { DeclareCommand } from '../session.ts';

export interface DiagramOptions {
  readonly format: 'mermaid' | 'json';
  readonly domain?: string;
  readonly deadLetters?: boolean;
  readonly output?: string;
}

export const declareDiagram: DeclareCommand = (program, session) => {
  program
    .command('diagram')
    .description('draw the design as Mermaid text: the system, an event’s way, a saga, data')
    .argument('[kind]', 'context, flow, sequence, saga or data', 'context')
    .argument('[name]', 'the event of a sequence, the saga, the event or projection of data')
    .option('--domain <domain>', 'context and flow of one domain')
    .option('--dead-letters', 'flow: also where messages go that nobody could handle')
    .addOption(
      new Option('--format <format>', 'Mermaid text, or one JSON value')
        .choices(['mermaid', 'json'])
        .default('mermaid'),
    )
    .option('-o, --output <file>', 'write to a file instead')
    .addHelpText(
      'after',
      examples(
        ['eda diagram', 'domains, services and who talks to whom'],
        ['eda diagram flow --domain todos', 'services and events of one domain'],
        ['eda diagram sequence todos.task.created', 'its way through the system'],
        ['eda diagram saga order-fulfilment -o saga.mmd', 'its states, in a file'],
        ['eda diagram data todos.task.created', 'its data as classes'],
      ),
    )
    .action((kind: string, name: string | undefined, options: DiagramOptions) =>
      session.run(async (globals) => {
        const { runDiagram } = await import('../draw-diagram.ts');
        return runDiagram(kind, name, options, globals, session.io);
      }),
    );
};
