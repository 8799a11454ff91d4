import { diffIndices } from 'node-diff3';
import { linesOf } from './merge-texts.ts';

/** Lines of a text that changed, with a few around them. */
export interface Hunk {
  /** One-based numbers of the first line, before and after. */
  readonly oldLine: number;
  readonly newLine: number;
  readonly lines: readonly { readonly mark: ' ' | '-' | '+'; readonly text: string }[];
}

const around = 2;

/** What differs between two texts, as people read it: in hunks, lines without their ends. */
export function diffTexts(before: string, after: string): readonly Hunk[] {
  const [old, fresh] = [linesOf(before), linesOf(after)];
  const hunks: { oldLine: number; newLine: number; lines: Hunk['lines'][number][] }[] = [];
  let oldEnd = 0;
  const same = linesAtStart(old, fresh);
  const sameAtEnd = linesAtStart(old.slice(same).reverse(), fresh.slice(same).reverse());
  // What an edit leaves alone costs a look: to compare all lines with all is dear.
  const differences = diffIndices(
    old.slice(same, old.length - sameAtEnd),
    fresh.slice(same, fresh.length - sameAtEnd),
  );
  for (const { buffer1, buffer2 } of differences) {
    const [oldAt, oldCount] = [buffer1[0] + same, buffer1[1]];
    const [newAt, newCount] = [buffer2[0] + same, buffer2[1]];
    const gap = oldAt - oldEnd;
    const open = hunks.at(-1);
    const isNear = open !== undefined && gap <= 2 * around;
    if (open !== undefined) put(open.lines, ' ', old.slice(oldEnd, oldEnd + (isNear ? gap : around)));
    const lead = isNear ? 0 : Math.min(around, gap);
    const hunk = isNear ? open : { oldLine: oldAt - lead + 1, newLine: newAt - lead + 1, lines: [] };
    if (hunk !== open) hunks.push(hunk);
    put(hunk.lines, ' ', old.slice(oldAt - lead, oldAt));
    put(hunk.lines, '-', old.slice(oldAt, oldAt + oldCount));
    put(hunk.lines, '+', fresh.slice(newAt, newAt + newCount));
    oldEnd = oldAt + oldCount;
  }
  const last = hunks.at(-1);
  if (last !== undefined) put(last.lines, ' ', old.slice(oldEnd, oldEnd + around));
  return hunks;
}

/** How many lines at their starts two texts have in common. */
function linesAtStart(a: readonly string[], b: readonly string[]): number {
  const most = Math.min(a.length, b.length);
  let count = 0;
  while (count < most && a[count] === b[count]) count++;
  return count;
}

function put(lines: Hunk['lines'][number][], mark: ' ' | '-' | '+', texts: readonly string[]): void {
  for (const text of texts) lines.push({ mark, text: text.replace(/\r?\n$/, '') });
}
