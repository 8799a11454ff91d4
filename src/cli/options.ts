import { Option } from 'commander';

/** `--format`: for people, or one JSON value on stdout. */
export function formatOption(): Option {
  return new Option('--format <format>', 'text for people, json for programs')
    .choices(['text', 'json'])
    .default('text');
}

export type OutputFormat = 'text' | 'json';

/** Examples behind the help of a command. */
export function examples(...lines: readonly (readonly [command: string, does: string])[]): string {
  const width = Math.max(...lines.map(([command]) => command.length));
  return `\nExamples:\n${lines.map(([command, does]) => `  ${command.padEnd(width)}   ${does}`).join('\n')}\n`;
}
