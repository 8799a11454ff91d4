import { readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A file of a design whose text becomes another one. */
export interface TextChange {
  /** Relative to the project's root. */
  readonly file: string;
  /** Empty as well where there is no such file yet. */
  readonly before: string;
  readonly after: string;
}

export type WrittenTexts =
  | { readonly ok: true }
  /** On disk it says something else than it was planned from: nothing was written. */
  | { readonly ok: false; readonly changed: string };

/**
 * Writes texts that people wrote, all or none: each beside its place first, moved there when all are, and only where
 * the disk still says what the change was planned from. Rights of the files stay.
 */
export function writeTexts(root: string, changes: readonly TextChange[]): WrittenTexts {
  const read = (file: string): string | undefined => {
    try {
      return readFileSync(join(root, file), 'utf8');
    } catch {
      return undefined;
    }
  };
  const isStale = ({ file, before }: TextChange): boolean => (withoutMark(read(file)) ?? '') !== before;
  const stale = changes.find(isStale);
  if (stale !== undefined) return { ok: false, changed: stale.file };
  const prepared: { readonly temporary: string; readonly path: string }[] = [];
  try {
    for (const { file, after } of changes) {
      const path = join(root, file);
      const old = read(file);
      const temporary = `${path}.${process.pid}.tmp`;
      prepared.push({ temporary, path });
      writeFileSync(temporary, old?.startsWith(byteOrderMark) ? byteOrderMark + after : after, {
        ...(old === undefined ? {} : { mode: statSync(path).mode }),
      });
    }
    // Once more, as late as can be: an editor may have saved meanwhile.
    const late = changes.find(isStale);
    if (late !== undefined) return { ok: false, changed: late.file };
    for (const { temporary, path } of prepared) renameSync(temporary, path);
    return { ok: true };
  } finally {
    for (const { temporary } of prepared) rmSync(temporary, { force: true });
  }
}

const byteOrderMark = '\ufeff';

/** As the reader of designs sees it: without the mark that some editors put first. */
function withoutMark(text: string | undefined): string | undefined {
  return text?.startsWith(byteOrderMark) === true ? text.slice(1) : text;
}
