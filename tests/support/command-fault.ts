import { Readable } from 'node:stream';
import type { Command } from 'commander';
import { createMemoryStream } from '../../src/cli/io.ts';
import { declareProgram } from '../../src/cli/main.ts';

const { stream } = createMemoryStream();
const program = declareProgram({
  io: { stdout: stream, stderr: stream, stdin: Readable.from([]), env: {}, cwd: '.' },
  run: async () => undefined,
  main: async () => 0,
});

/** What is wrong with a line that runs `eda`: a command or an option that there is not. */
export function commandFault(line: string): string | undefined {
  const [said = ''] = line.replace(/^npx (--no-install )?/, '').split(/ {2,}| #| && | \| | > /);
  const words = said.split(/\s+/).slice(1);
  let command: Command = program;
  while (command.commands.length > 0) {
    const word = words[0] ?? '';
    if (!/^[a-z]+$/.test(word)) break;
    // `eda dlq list|show` names two.
    const next = command.commands.find((one) => one.name() === word);
    if (next === undefined) return `there is no ${word}`;
    command = next;
    words.shift();
  }
  const known = new Set(
    [...command.options, ...program.options]
      .flatMap(({ long, short }) => [long, short])
      .concat('--help', '-h'),
  );
  const isPartOfGroup = command !== program && command.commands.length > 0;
  if (isPartOfGroup)
    for (const part of command.commands) for (const { long } of part.options) known.add(long);
  const unknown = words.map((word) => word.replace(/[=,.…].*$/, '')).filter((word) => /^--?[a-z]/.test(word));
  return unknown.filter((option) => !known.has(option)).map((option) => `no option ${option}`)[0];
}
