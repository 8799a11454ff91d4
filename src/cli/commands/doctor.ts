import { Option } from 'commander';
import { examples } from '../options.ts';
import type { DeclareCommand } from '../session.ts';

const formats = ['text', 'json', 'markdown'] as const;

export type DoctorFormat = (typeof formats)[number];

export const declareDoctor: DeclareCommand = (program, session) => {
  program
    .command('doctor')
    .summary('say what is installed, what is missing, how to get it')
    .description('say what is installed, what is missing, and how to get it')
    .addOption(
      new Option('--format <format>', 'text for people, json for programs, markdown for a report of a bug')
        .choices(formats)
        .default('text'),
    )
    .addHelpText(
      'after',
      examples(
        ['eda doctor', 'before the first eda dev'],
        ['eda doctor --format markdown', 'a table for a report of a bug, without secrets and names of yours'],
      ),
    )
    .action((options: { format: DoctorFormat }) =>
      session.run(async (globals) => {
        const { runDoctor } = await import('../run-doctor.ts');
        return runDoctor(options.format, globals, session.io);
      }),
    );
};
