import { existsSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { Command, CommanderError, Option } from 'commander';
import { printable } from '../diagnostics/format/paint.ts';
import { listNames } from '../diagnostics/list-names.ts';
import { didYouMean } from '../diagnostics/suggest.ts';
import { declareBroker } from './commands/broker.ts';
import { declareCompletion } from './commands/completion.ts';
import { declareDev } from './commands/dev.ts';
import { declareDiagram } from './commands/diagram.ts';
import { declareDiff } from './commands/diff.ts';
import { declareDlq } from './commands/dlq.ts';
import { declareDocs } from './commands/docs.ts';
import { declareDoctor } from './commands/doctor.ts';
import { declareExplain } from './commands/explain.ts';
import { declareExport } from './commands/export.ts';
import { declareGenerate } from './commands/generate.ts';
import { declareImpact } from './commands/impact.ts';
import { declareImport } from './commands/import.ts';
import { declareInit } from './commands/init.ts';
import { declareKafka } from './commands/kafka.ts';
import { declareLint } from './commands/lint.ts';
import { declareLsp } from './commands/lsp.ts';
import { declareMcp } from './commands/mcp.ts';
import { declareOutbox } from './commands/outbox.ts';
import { declareProjection } from './commands/projection.ts';
import { declareProve } from './commands/prove.ts';
import { declarePublish } from './commands/publish.ts';
import { declareRegistry } from './commands/registry.ts';
import { declareRelease } from './commands/release.ts';
import { declareReplay } from './commands/replay.ts';
import { declareRules } from './commands/rules.ts';
import { declareSaga } from './commands/saga.ts';
import { declareState } from './commands/state.ts';
import { declareStudio } from './commands/studio.ts';
import { declareTrace } from './commands/trace.ts';
import { declareUpgrade } from './commands/upgrade.ts';
import { declareValidate } from './commands/validate.ts';
import { exitCode } from './exit-code.ts';
import { type Io, processIo } from './io.ts';
import type { DeclareCommand, GlobalOptions, Session } from './session.ts';
import { version } from './version.ts';

/** In the order and under the headings of `eda --help`: what one does first stands first. */
const commands: { readonly [heading: string]: readonly DeclareCommand[] } = {
  'Design:': [
    declareInit,
    declareImport,
    declareValidate,
    declareExplain,
    declareRules,
    declareDiagram,
    declareStudio,
    declareDocs,
  ],
  'Evolve:': [declareDiff, declareImpact, declareRelease],
  'Build and run:': [declareGenerate, declareUpgrade, declareDev, declarePublish, declareProve],
  'Operate:': [
    declareTrace,
    declareDlq,
    declareOutbox,
    declareSaga,
    declareState,
    declareProjection,
    declareReplay,
  ],
  'Brokers, registries, other tools:': [
    declareBroker,
    declareKafka,
    declareRegistry,
    declareLint,
    declareExport,
  ],
  'Editors, agents, shells:': [declareLsp, declareMcp, declareCompletion],
  'Help:': [declareDoctor],
};

const ending = `
eda <command> --help shows what it takes, with examples. To begin:
  eda init todo --dir demo      a system of four services, ready to run
  eda validate                  does the design in this folder hold together?

Exit codes: 0 fine, 1 findings, 2 wrong use, 3 input that cannot be read,
            4 generated files out of date, 70 a bug of eda
`;

/** Runs the program with the arguments behind its name. Never throws; returns the exit code. */
export async function main(args: readonly string[], io: Io = processIo()): Promise<number> {
  let code: number = exitCode.fine;
  const session: Session = {
    io,
    main,
    run: async (action) => {
      const globals = globalOptions(program, io);
      code = refuseFile(globals.cwd, io) ?? (await action(globals));
    },
  };
  const program = declareProgram(session);
  try {
    refuseUnknownHelp(program, args);
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

/** The program with all its commands, before it is given arguments. */
export function declareProgram(session: Session): Command {
  const { io } = session;
  const program = new Command('eda')
    .description('Design event-driven systems in one file: check, draw, generate and run them.')
    .version(version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print help')
    .addOption(new Option('--cwd <folder>', 'work in another folder').default('.', 'the current one'))
    .option('--no-color', 'no colours (NO_COLOR does the same)')
    .showSuggestionAfterError()
    .exitOverride()
    .configureHelp({
      optionDescription: describeOption,
      argumentDescription: ({ description }) => description,
      subcommandTerm: describeCommand,
    })
    .addHelpText('after', ending)
    .configureOutput({
      writeOut: (text) => io.stdout.write(text),
      writeErr: (text) => io.stderr.write(text),
      getOutHelpWidth: () => io.stdout.columns ?? 80,
      outputError: (text, write) => write(printable(toOwnWords(text))),
    });
  for (const [heading, declared] of Object.entries(commands)) {
    program.commandsGroup(heading);
    for (const declare of declared) declare(program, session);
  }
  program.helpCommand('help [command]', 'print the help of a command');
  program.showHelpAfterError('     eda --help lists the commands');
  for (const command of program.commands) {
    const path = `eda ${command.name()}`;
    command.showHelpAfterError(`     ${path} --help shows how it is used`);
    for (const part of command.commands)
      part.showHelpAfterError(`     ${path} ${part.name()} --help shows how it is used`);
  }
  return program;
}

/** Choices and defaults as people say them; `false` and `[]` say nothing. */
function describeOption({ description, argChoices, defaultValue, defaultValueDescription }: Option): string {
  const says = typeof defaultValue === 'string' || defaultValueDescription !== undefined;
  const notes = [
    ...(argChoices === undefined || argChoices.every((choice) => description.includes(choice))
      ? []
      : [listed(argChoices)]),
    ...(says ? [`default: ${defaultValueDescription ?? defaultValue}`] : []),
  ];
  return notes.length === 0 ? description : `${description} (${notes.join('; ')})`;
}

function listed(choices: readonly string[]): string {
  return `${choices.slice(0, -1).join(', ')} or ${choices.at(-1)}`;
}

function describeCommand(command: Command): string {
  const words = command.registeredArguments.map((argument) => {
    const name = argument.name() + (argument.variadic ? '...' : '');
    return argument.required ? `<${name}>` : `[${name}]`;
  });
  return [command.name(), ...words].join(' ');
}

function toOwnWords(text: string): string {
  return text
    .replace(/^error: /, 'eda: ')
    .replace(/\n\(Did you mean (.+)\?\)/, '; did you mean $1?')
    .replace(/missing required argument '(.+)'/, '<$1> is missing')
    .replace(/required option '(.+)' not specified/, '$1 is missing')
    .replace(
      /command-argument value '(.*)' is invalid for argument '(.+)'\. Allowed choices are (.+)\./s,
      (_, value: string, argument: string, choices: string) =>
        `${value} is no ${argument}${didYouMean(value, choices.split(', '))}; there are ${choices}`,
    )
    .replace(
      /option '(?:-\w, )?(--[\w-]+)[^']*' argument '(.*)' is invalid\. Allowed choices are (.+)\./s,
      (_, option: string, value: string, choices: string) =>
        `${option} is '${value}'${didYouMean(value, choices.split(', '))}\n     ${listNames(choices.split(', '), 'or')} is expected`,
    )
    .replace(
      /option '(?:-\w, )?(--[\w-]+)[^']*' argument '(.*)' is invalid\. (.)/s,
      (_, option: string, value: string, first: string) => `${option} ${value}: ${first.toLowerCase()}`,
    );
}

/** Where a command is not there whose help is asked for, commander would print that of the program and say nothing of it. */
function refuseUnknownHelp(program: Command, [first, name]: readonly string[]): void {
  if (first !== 'help' || name === undefined || name.startsWith('-')) return;
  const names = program.commands.map((command) => command.name());
  if (!names.includes(name) && name !== 'help')
    program.error(`error: unknown command '${name}'${didYouMean(name, names)}`, { exitCode: exitCode.usage });
}

/** A design above a file is not what somebody means who says --cwd of it; one that is missing is told by who looks there. */
function refuseFile(cwd: string, io: Io): number | undefined {
  // The nearest that is there: versions of Node tell a path through a file in different ways.
  let nearest = cwd;
  while (!existsSync(nearest) && dirname(nearest) !== nearest) nearest = dirname(nearest);
  if (!existsSync(nearest) || statSync(nearest).isDirectory()) return undefined;
  const where = nearest === cwd ? '' : `: ${printable(nearest)}`;
  io.stderr.write(`eda: --cwd ${printable(cwd)}${where} is a file; a folder is expected\n`);
  return exitCode.usage;
}

function globalOptions(program: Command, io: Io): GlobalOptions {
  const { cwd = '.', color = true } = program.opts<{ cwd?: string; color?: boolean }>();
  const forced = io.env.FORCE_COLOR !== undefined && io.env.FORCE_COLOR !== '0';
  const wanted = color && (io.env.NO_COLOR ?? '') === '';
  const shows = io.stdout.isTTY === true && io.env.TERM !== 'dumb';
  return { cwd: resolve(io.cwd, cwd), colour: wanted && (forced || shows) };
}
