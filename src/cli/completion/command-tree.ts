import type { Command, Option } from 'commander';

/** A command as shells complete it. */
export interface CompletedCommand {
  /** Names from the program's on: empty, `dlq`, `dlq list`. */
  readonly path: string;
  readonly name: string;
  readonly description: string;
  readonly options: readonly CompletedOption[];
  /** What its first argument can be, where that can be listed. */
  readonly choices: readonly string[];
}

export interface CompletedOption {
  /** `-h`, `--help` */
  readonly flags: readonly string[];
  readonly description: string;
  /** It is followed by a value: one of these, or anything. */
  readonly value: readonly string[] | 'any' | 'none';
}

/** Every command of a program, the program itself first; what stands below another comes behind it. */
export function listCommands(program: Command): readonly CompletedCommand[] {
  const visit = (command: Command, path: string): CompletedCommand[] => [
    {
      path,
      name: path === '' ? program.name() : command.name(),
      description: firstLine(command.summary() || command.description()),
      options: optionsOf(command),
      choices: command.registeredArguments[0]?.argChoices ?? [],
    },
    ...command.commands.flatMap((inner) =>
      visit(inner, path === '' ? inner.name() : `${path} ${inner.name()}`),
    ),
  ];
  return visit(program, '');
}

/** Commands right below another. */
export function commandsBelow(path: string, all: readonly CompletedCommand[]): readonly CompletedCommand[] {
  return all.filter((one) => one.path !== '' && one.path.split(' ').slice(0, -1).join(' ') === path);
}

/** How far a line has come when a command's own name is read: its parents, then its name. */
export function stepTo(path: string): string {
  const names = path.split(' ');
  return `${names.slice(0, -1).join(' ')} ${names.at(-1)}`;
}

function optionsOf(command: Command): CompletedOption[] {
  return command.createHelp().visibleOptions(command).map(describe);
}

function describe({ short, long, description, required, optional, argChoices }: Option): CompletedOption {
  return {
    flags: [short, long].filter((flag) => flag !== undefined && flag !== null),
    description: firstLine(description),
    value: argChoices ?? (required || optional ? 'any' : 'none'),
  };
}

/** A line without what a terminal or a shell could take for something else. */
function firstLine(text: string): string {
  return (text.split('\n')[0] ?? '').replace(/\p{Cc}/gu, '');
}
