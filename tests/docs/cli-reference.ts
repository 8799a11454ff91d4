import { Readable } from 'node:stream';
import type { Argument, Command, Option } from 'commander';
import { createMemoryStream } from '../../src/cli/io.ts';
import { declareProgram } from '../../src/cli/main.ts';
import { table } from './table.ts';

const head = `# Commands

\`eda <command> --help\` prints the same. All of them take \`--cwd <folder>\` (work in another folder) and \`--no-color\` (\`NO_COLOR\` does
the same). Results go to stdout, progress to stderr. Nothing is sent anywhere unless the command is about it: no telemetry.

${table([
  ['exit code', 'means'],
  ['0', 'fine'],
  ['1', 'findings: something that fails the run'],
  ['2', 'wrong use or configuration'],
  ['3', 'input that cannot be read or parsed'],
  ['4', 'generated files are out of date, or were edited by hand'],
  ['70', 'a bug of eda'],
])}`;

/** The page of all commands, from what declares them: `docs/reference/cli.md`. */
export function cliReference(): string {
  const { stream, text } = createMemoryStream();
  const io = { stdout: stream, stderr: stream, stdin: Readable.from([]), env: {}, cwd: '.' };
  const program = declareProgram({ io, run: async () => undefined, main: async () => 0 });
  const helpOf = (command: Command): string => {
    const before = text().length;
    command.outputHelp();
    return text().slice(before);
  };
  const groups = [...new Set(program.commands.map((command) => command.helpGroup()))];
  const sections = groups.map((group) => {
    const commands = program.commands.filter((command) => command.helpGroup() === group);
    return [
      `## ${group.replace(/:$/, '')}`,
      ...commands.flatMap((command) => describe(command, '###', helpOf)),
    ];
  });
  const contents = table([
    ['command', 'does'],
    ...program.commands.map((command) => [
      `[\`eda ${command.name()}\`](#${anchor(command)})`,
      command.summary() || command.description(),
    ]),
  ]);
  return `${[head, contents, ...sections.flat()].join('\n\n')}\n`;
}

function describe(command: Command, mark: string, helpOf: (command: Command) => string): string[] {
  const help = command.createHelp();
  const options = command.options.filter(({ hidden }) => !hidden);
  return [
    `${mark} ${pathOf(command)}`,
    `${escapeHtml(sentence(command.description()))}`,
    ...(command.commands.length > 0 ? [] : [`\`${help.commandUsage(command).replace(' [options]', '')}\``]),
    ...(command.registeredArguments.length === 0
      ? []
      : [table([['argument', 'is'], ...command.registeredArguments.map(rowOfArgument)])]),
    ...(options.length === 0 ? [] : [table([['option', 'does'], ...options.map(rowOfOption)])]),
    ...examplesIn(helpOf(command)),
    ...command.commands.flatMap((part) => describe(part, `${mark}#`, helpOf)),
  ];
}

function rowOfArgument(argument: Argument): string[] {
  const name = `${argument.name()}${argument.variadic ? '…' : ''}`;
  return [`\`${name}\`${argument.required ? '' : ', optional'}`, escapeHtml(argument.description)];
}

function rowOfOption({
  flags,
  description,
  argChoices,
  defaultValue,
  defaultValueDescription,
}: Option): string[] {
  const says = typeof defaultValue === 'string' || defaultValueDescription !== undefined;
  const unsaid = argChoices?.filter((choice) => !description.includes(choice)) ?? [];
  return [
    `\`${flags}\``,
    [
      escapeHtml(description),
      ...(unsaid.length === 0
        ? []
        : [`one of ${(argChoices ?? []).map((choice) => `\`${choice}\``).join(', ')}`]),
      ...(says ? [`default: ${escapeHtml(String(defaultValueDescription ?? defaultValue))}`] : []),
    ].join('; '),
  ];
}

/** What stands behind the help of a command, as a block. */
function examplesIn(printed: string): string[] {
  const [, examples] = printed.split('\nExamples:\n');
  if (examples === undefined) return [];
  const lines = examples
    .trimEnd()
    .split('\n')
    .map((line) => line.slice(2));
  return [
    `\`\`\`sh\n${lines.map((line) => line.replace(/ {3,}(?=\S)/, (gap) => `${gap.slice(0, -2)}# `)).join('\n')}\n\`\`\``,
  ];
}

function pathOf(command: Command): string {
  return command.parent === null ? command.name() : `${pathOf(command.parent)} ${command.name()}`;
}

function anchor(command: Command): string {
  return pathOf(command).replaceAll(' ', '-');
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

/** Placeholders are not to be taken for HTML. */
function escapeHtml(text: string): string {
  return text
    .split(/(`[^`]*`)/)
    .map((part) => (part.startsWith('`') ? part : part.replace(/[<>]/g, '\\$&')))
    .join('');
}
