import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { pages } from '../docs/pages.ts';
import { commandFault } from '../support/command-fault.ts';
import { root } from './source-files.ts';

it('pages show commands of eda that exist, with options that they take', () => {
  let shown = 0;
  const wrong = pages().flatMap((page) =>
    commandsIn(readFileSync(join(root, page), 'utf8')).flatMap((line) => {
      shown++;
      const fault = commandFault(line);
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
      [
        // Each of several commands on a line stands on its own.
        ...block
          .replaceAll(' && ', '\n')
          .matchAll(/^(?:\$ |[A-Z_]+=\S+ )*(?:npx (?:--no-install )?)?(eda [a-z-].*)$/gm),
      ].map(([, line = '']) => line),
    ),
  ];
}

it.each([
  ['eda valdate', 'there is no valdate'],
  ['eda dlq replay --everything', 'no option --everything'],
  ['npx eda diff main --police=strict', 'no option --police'],
  ['eda dlq list --event x   # of one event', undefined],
])('%s is told', (line, fault) => {
  expect(commandFault(line)).toBe(fault);
});
