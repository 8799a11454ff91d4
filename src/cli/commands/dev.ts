import { InvalidArgumentError } from 'commander';
import { examples } from '../options.ts';
import type { DeclareCommand } from '../session.ts';

export interface DevFlags {
  readonly env: string;
  readonly dapr: boolean;
  readonly fresh: boolean;
  readonly watch: boolean;
  readonly portOffset?: number | 'auto';
  readonly generate: boolean;
}

export const declareDev: DeclareCommand = (program, session) => {
  program
    .command('dev')
    .summary('run the whole system here')
    .description('run the whole system here: embedded sidecars, embedded PostgreSQL, every service, one log')
    .option('--env <environment>', 'which environment', 'local')
    .option('--dapr', 'on real sidecars: daprd, and the broker of the environment', false)
    .option('--fresh', 'throw the databases and the messages of earlier runs away', false)
    .option('--no-watch', 'do not rebuild and restart services when their code changes')
    .option('--no-generate', 'do not generate what is out of date first')
    .option('--port-offset <n>', 'move all ports by n, or "auto" as far as it takes', readOffset)
    .addHelpText(
      'after',
      examples(
        ['eda dev', 'q stops all, r restarts a service, t sends an example event'],
        ['eda dev --fresh', 'with empty databases'],
        ['eda dev --dapr --env staging', 'on daprd and the broker of staging'],
        ['DATABASE_URL=postgres://… eda dev', 'with your own PostgreSQL'],
      ),
    )
    .action((flags: DevFlags) =>
      session.run(async (globals) => {
        const { runDev } = await import('../run-system.ts');
        return runDev(flags, globals, session.io);
      }),
    );
};

function readOffset(text: string): number | 'auto' {
  if (text === 'auto') return text;
  if (!/^[0-9]{1,5}$/.test(text)) throw new InvalidArgumentError('a whole number or auto is expected');
  return Number(text);
}
