import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Diagnostic, FixEdit } from '../diagnostics/diagnostic.ts';
import { createLocator } from '../spec/locate.ts';

/** One fix can make room for the next; more rounds than this mean that two fixes undo each other. */
const mostRounds = 10;

/**
 * Applies the safe fixes of what `check` finds, or all of them, round by round until none is left. Edits are splices of the text:
 * everything around them stays. Returns what was done, in the order in which it was done.
 */
export async function applyFixes(
  root: string,
  check: () => Promise<readonly Diagnostic[]>,
  { unsafe = false } = {},
): Promise<string[]> {
  const done: string[] = [];
  for (let round = 0; round < mostRounds; round++) {
    const fixes = (await check()).flatMap(({ fix }) =>
      fix !== undefined && (fix.safe || unsafe) ? [fix] : [],
    );
    const edits = new Map<string, FixEdit[]>();
    const taken = new Set<string>();
    let applied = 0;
    for (const fix of fixes) {
      const keys = fix.edits.map(({ at }) => `${at.file}\0${at.path.join('\0')}\0${at.on ?? ''}`);
      // Two fixes of one place: the first now, the second when it still applies.
      if (keys.some((key) => taken.has(key))) continue;
      for (const key of keys) taken.add(key);
      for (const edit of fix.edits) {
        const list = edits.get(edit.at.file);
        if (list === undefined) edits.set(edit.at.file, [edit]);
        else list.push(edit);
      }
      done.push(fix.title);
      applied++;
    }
    if (applied === 0) return done;
    for (const [file, list] of edits) rewrite(join(root, file), list);
  }
  return done;
}

function rewrite(path: string, edits: readonly FixEdit[]): void {
  const text = readFileSync(path, 'utf8');
  const locate = createLocator(text);
  const splices = edits
    .map((edit) => ({ ...locate(edit.at), text: edit.text }))
    .sort((a, b) => b.offset - a.offset);
  let result = text;
  for (const { offset, length, text: replacement } of splices) {
    result = result.slice(0, offset) + replacement + result.slice(offset + length);
  }
  const temporary = `${path}.${process.pid}.tmp`;
  writeFileSync(temporary, result);
  renameSync(temporary, path);
}
