import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { type ChangeKindInfo, changeKinds } from './change-kinds.ts';
import type { Harm } from './harm.ts';

const path = fileURLToPath(new URL('../../docs/changes.md', import.meta.url));

function wordFor(harm: Harm): string {
  return { none: '–', risk: 'risky', break: 'breaks' }[harm];
}

/** The page of all kinds, by what they are about. */
function kindsAsMarkdown(): string {
  const kinds: (readonly [string, ChangeKindInfo])[] = Object.entries(changeKinds);
  const subjects = [...new Set(kinds.map(([, { about }]) => about))];
  const sections = subjects.map((subject) => {
    const rows = kinds
      .filter(([, { about }]) => about === subject)
      .map(([kind, info]) => {
        const cells = [
          `\`${kind}\``,
          info.title,
          info.documentation === true ? 'people alone' : wordFor(info.consumers),
          info.documentation === true ? 'people alone' : wordFor(info.producers),
          info.bump,
          [info.why, info.safe === undefined ? undefined : `safe way: ${info.safe}`]
            .filter((text) => text !== undefined)
            .join('; '),
        ];
        return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
      });
    const head =
      '| kind | what changed | those who read | those who write, and what was written | version | why |';
    return `## ${subject}\n\n${[head, '| --- | --- | --- | --- | --- | --- |', ...rows].join('\n')}`;
  });
  return `# Changes

Every kind of change that \`eda diff\` tells, as \`kind\` in its JSON, with what it does to both sides where the case does not decide
otherwise (an event that nobody takes hurts nobody). Whether it breaks is decided by what was promised: see
[evolution.md](evolution.md). Changes of data are judged keyword by keyword: see
[schema-compatibility.md](schema-compatibility.md). Made from \`src/diff/change-kinds.ts\`.

${sections.join('\n\n')}
`;
}

// `EDA_GOLDEN=write` refreshes the page.
it('are in docs/changes.md as they are now', () => {
  const made = kindsAsMarkdown();
  if (process.env.EDA_GOLDEN === 'write') writeFileSync(path, made);
  expect(readFileSync(path, 'utf8')).toBe(made);
});
