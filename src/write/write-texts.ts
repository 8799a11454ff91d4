import { accessSync, constants, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
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
  | { readonly ok: false; readonly changed: string }
  /** The disk does not take it, for the reason that is told: nothing was written. */
  | { readonly ok: false; readonly fault: string };

/**
 * Writes texts that people wrote, all or none: each beside its place first, moved there when all are, and only where
 * the disk still says what the change was planned from. Rights of the files stay, and a file that may not be written is
 * not replaced by another one either.
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
  const guarded = changes.find(({ file }) => isGuarded(join(root, file)));
  if (guarded !== undefined) return { ok: false, fault: `${guarded.file} is read-only` };
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
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const told = code === undefined ? undefined : faults[code];
    if (told === undefined) throw error;
    return {
      ok: false,
      fault: `${changes.map(({ file }) => file).join(', ')} can\u2019t be written: ${told}`,
    };
  } finally {
    for (const { temporary } of prepared) rmSync(temporary, { force: true });
  }
}

/** What a disk may refuse a text for. */
const faults: { readonly [code: string]: string | undefined } = {
  EACCES: 'its folder is read-only',
  EPERM: 'its folder is read-only',
  EROFS: 'the disk is read-only',
  ENOSPC: 'the disk is full',
  EDQUOT: 'no more may be stored there',
};

/** Whether somebody took away the right to write a file: a new one could take its place all the same. */
function isGuarded(path: string): boolean {
  try {
    accessSync(path, constants.W_OK);
    // Who may do anything may write what nobody may.
    return (statSync(path).mode & 0o222) === 0;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ENOENT';
  }
}

const byteOrderMark = '\ufeff';

/** As the reader of designs sees it: without the mark that some editors put first. */
function withoutMark(text: string | undefined): string | undefined {
  return text?.startsWith(byteOrderMark) === true ? text.slice(1) : text;
}
