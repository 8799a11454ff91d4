import { Command, CommanderError, Option } from 'commander';
import { declareDev } from './commands/dev.ts';
import { declareDiagram } from './commands/diagram.ts';
import { declareDoctor } from './commands/doctor.ts';
import { declareExplain } from './commands/explain.ts';
import { declareGenerate } from './commands/generate.ts';
import { declareInit } from './commands/init.ts';
import { declarePublish } from './commands/publish.ts';
import { declareRules } from './commands/rules.ts';
import { declareValidate } from './commands/validate.ts';
import { exitCode } from './exit-code.ts';
import { type Io, processIo } from './io.ts';
import type { DeclareCommand, GlobalOptions, Session } from './session.ts';
import { version } from './version.ts';

const commands: readonly DeclareCommand[] = [
  declareInit,
  declareValidate,
  declareGenerate,
  declareDev,
  declareExplain,
  declareRules,
  declareDiagram,
  declarePublish,
  declareDoctor,
];

/** Runs the program with the arguments behind its name. Never throws; returns the exit code. */
export async function main(args: readonly string[], io: Io = processIo()): Promise<number> {
  let code: number = exitCode.fine;
  const program = new Command('eda')
    .description('Design event-driven systems in one file: check, draw, generate and run them.')
    .version(version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print help')
    .addOption(new Option('--cwd <folder>', 'work in another folder').default('.', 'the current one'))
    .option('--no-color', 'no colours (NO_COLOR does the same)')
    .showSuggestionAfterError()
    .exitOverride()
    .configureOutput({
      writeOut: (text) => io.stdout.write(text),
      writeErr: (text) => io.stderr.write(text),
    });
  const session: Session = {
    io,
    run: async (action) => {
      code = await action(await globalOptions(program, io));
    },
  };
  for (const declare of commands) declare(program, session);
  try {
    await program.parseAsync([...args], { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError) {
      // Help and version end well; everything else that commander refuses is wrong use.
      return error.exitCode === 0 ? exitCode.fine : exitCode.usage;
    }
    const { reportFailure } = await import('./report-failure.ts');
    return reportFailure(error, io);
  }
  return code;
}

async function globalOptions(program: Command, io: Io): Promise<GlobalOptions> {
  const { resolve } = await import('node:path');
  const { cwd = '.', color = true } = program.opts<{ cwd?: string; color?: boolean }>();
  const forced = io.env.FORCE_COLOR !== undefined && io.env.FORCE_COLOR !== '0';
  const wanted = color && (io.env.NO_COLOR ?? '') === '';
  return { cwd: resolve(io.cwd, cwd), colour: wanted && (forced || io.stdout.isTTY === true) };
}
