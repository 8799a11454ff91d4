import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Diagnostic, Fix, FixEdit } from '../diagnostics/diagnostic.ts';
import { applySplices, createSplicer, overlap, type Splice } from '../spec/splice-edits.ts';

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
    const { applied, files } = planRound(fixes, (file) => readFileSync(join(root, file), 'utf8'));
    if (applied.length === 0) return done;
    for (const [file, text] of files) write(join(root, file), text);
    done.push(...applied.map(({ title }) => title));
  }
  return done;
}

interface Round {
  readonly applied: readonly Fix[];
  /** New texts by file. */
  readonly files: ReadonlyMap<string, string>;
}

/**
 * The fixes that can be made at once: of two that change the same text, the first now, the second when it still
 * applies.
 */
function planRound(fixes: readonly Fix[], read: (file: string) => string): Round {
  const opened = new Map<string, OpenFile>();
  const open = (file: string): OpenFile => {
    const known = opened.get(file);
    if (known !== undefined) return known;
    const text = read(file);
    const fresh: OpenFile = { text, splice: createSplicer(text), splices: [], edits: [] };
    opened.set(file, fresh);
    return fresh;
  };
  const applied: Fix[] = [];
  for (const fix of fixes) {
    const parts = [...new Set(fix.edits.map(({ at }) => at.file))].map((name) => {
      const edits = fix.edits.filter(({ at }) => at.file === name);
      const file = open(name);
      return { file, edits, splices: file.splice(edits) };
    });
    const isPossible = parts.every(
      ({ file, splices }) =>
        splices.length > 0 && !splices.some((splice) => file.splices.some((taken) => overlap(splice, taken))),
    );
    if (!isPossible) continue;
    applied.push(fix);
    for (const { file, edits, splices } of parts) {
      file.splices.push(...splices);
      file.edits.push(...edits);
    }
  }
  const changed = [...opened].filter(([, { edits }]) => edits.length > 0);
  return { applied, files: new Map(changed.map(([name, file]) => [name, editedText(file)])) };
}

interface OpenFile {
  readonly text: string;
  readonly splice: ReturnType<typeof createSplicer>;
  /** Of the fixes that are taken so far, and their edits. */
  readonly splices: Splice[];
  readonly edits: FixEdit[];
}

/** All edits at once: a map that loses its last entries by several fixes is left empty, not without a value. */
function editedText({ text, splice, edits }: OpenFile): string {
  return applySplices(text, splice(edits));
}

function write(path: string, text: string): void {
  const temporary = `${path}.${process.pid}.tmp`;
  writeFileSync(temporary, text);
  renameSync(temporary, path);
}
