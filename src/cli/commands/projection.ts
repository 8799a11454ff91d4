import type { ServiceOptions } from '../find-services.ts';
import { examples, formatOption, type OutputFormat, serviceOptions } from '../options.ts';
import type { DeclareCommand } from '../session.ts';

export interface ProjectionOptions extends ServiceOptions {
  readonly format: OutputFormat;
}

export interface ProjectionRebuildOptions extends ProjectionOptions {
  readonly wait: boolean;
}

export const declareProjection: DeclareCommand = (program, session) => {
  const projection = program
    .command('projection')
    .summary('read models: how far they are, what they could not take; build them anew')
    .description('the projections of the services that eda dev runs, or of those at --url');

  serviceOptions(projection.command('list'))
    .summary('list projections: how far behind, and what they go on without')
    .description('list projections: how far behind, and what they go on without')
    .addOption(formatOption())
    .addHelpText('after', examples(['eda projection list', 'of the running eda dev']))
    .action((options: ProjectionOptions) =>
      session.run(async (globals) => {
        const { runProjectionList } = await import('../list-projections.ts');
        return runProjectionList(options, globals, session.io);
      }),
    );

  serviceOptions(projection.command('rebuild'))
    .summary('build a projection anew from all its events, while it is read and events flow')
    .description(
      'build a projection anew from all its events, in a table beside the one that is read; when it has caught up, it takes ' +
        'its place. Nobody sees a half table, and no event has to wait',
    )
    .argument('<projection>', 'name of the projection')
    .option('--no-wait', 'only ask for it')
    .addOption(formatOption())
    .addHelpText(
      'after',
      examples([
        'eda projection rebuild orders-per-country',
        'after its code has changed, or a fault is mended',
      ]),
    )
    .action((name: string, options: ProjectionRebuildOptions) =>
      session.run(async (globals) => {
        const { runProjectionRebuild } = await import('../rebuild-projection.ts');
        return runProjectionRebuild(name, options, globals, session.io);
      }),
    );
};
