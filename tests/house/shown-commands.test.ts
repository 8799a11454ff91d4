import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import type { Command } from 'commander';
import { expect, it } from 'vitest';
import { createMemoryStream } from '../../src/cli/io.ts';
import { declareProgram } from '../../src/cli/main.ts';
import { pages } from '../docs/pages.ts';
import { root } from './source-files.ts';

const { stream } = createMemoryStream();
const program = declareProgram({
  io: { stdout: stream, stderr: stream, stdin: Readable.from([]), env: {}, cwd: '.' },
  run: async () => undefined,
  main: async () => 0,
});

it('pages show commands of eda that exist, with options that they take', () => {
  let shown = 0;
  const wrong = pages().flatMap((page) =>
    commandsIn(readFileSync(join(root, page), 'utf8')).flatMap((line) => {
      shown++;
      const fault = faultOf(line);
      return fault === undefined ? [] : [`${page}: ${line}: ${fault}`];
    }),
  );
  expect(shown).toBeGreaterThan(300);
  expect(wrong).toEqual([]);
});

/** In code within a line, and in blocks at the start of a line or behind its prompt. */
function commandsIn(text: string): string[] {
  const blocks = [...text.matchAll(/^```(?:sh|console)?\n([\s\S]*?)^```$/gm)].map(([, block = '']) => block);
  const prose = text.replace(/^```[\s\S]*?^```$/gm, '');
  return [
    ...[...prose.matchAll(/`((?:npx (?:--no-install )?)?eda [a-z-][^`\n]*)`/g)].map(([, line = '']) => line),
    ...blocks.flatMap((block) =>
      [...block.matchAll(/^(?:\$ |[A-Z_]+=\S+ )*(?:npx (?:--no-install )?)?(eda [a-z-].*)$/gm)].map(
        ([, line = '']) => line,
      ),
    ),
  ];
}

function faultOf(line: string): string | undefined {
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

it.each([
  ['eda valdate', 'there is no valdate'],
  ['eda dlq replay --everything', 'no option --everything'],
  ['npx eda diff main --police=strict', 'no option --police'],
  ['eda dlq list --event x   # of one event', undefined],
])('%s is told', (line, fault) => {
  expect(faultOf(line)).toBe(fault);
});
