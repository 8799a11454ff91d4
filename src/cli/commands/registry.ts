import { examples, formatOption, type OutputFormat } from '../options.ts';
import type { DeclareCommand } from '../session.ts';

export interface RegistryOptions {
  readonly env?: string;
  readonly format: OutputFormat;
}

export const declareRegistry: DeclareCommand = (program, session) => {
  const registry = program
    .command('registry')
    .summary('compare a schema registry with the design; register what is new')
    .description(
      'compare the schemas of events with a Confluent-compatible schema registry, and register them; a login comes from EDA_REGISTRY_USERNAME and EDA_REGISTRY_PASSWORD, or EDA_REGISTRY_TOKEN',
    );
  const declare = (action: 'check' | 'push', summary: string, example: string): void => {
    registry
      .command(action)
      .summary(summary)
      .description(summary)
      .option('--env <environment>', 'whose registry; the only one that has one otherwise')
      .addOption(formatOption())
      .addHelpText('after', examples([`eda registry ${action} --env production`, example]))
      .action((options: RegistryOptions) =>
        session.run(async (globals) => {
          const { runRegistry } = await import('../check-registry.ts');
          return runRegistry(action, options, globals, session.io);
        }),
      );
  };
  declare('check', 'ask the registry what it knows and would take; changes nothing', 'what push would do');
  declare(
    'push',
    'register what is new, and set the level of each subject',
    'nothing at all where one schema is refused',
  );
};
