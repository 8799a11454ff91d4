import type { TextChange } from '../edits.ts';
import { mergeTexts } from './merge-texts.ts';

/** Something that was written, so that it can be taken back: texts of one or several files. */
export interface MadeChange {
  readonly title: string;
  readonly files: readonly TextChange[];
}

/** What was done and what was taken back, the newest last. */
export interface ChangeHistory {
  readonly undo: () => MadeChange | undefined;
  readonly redo: () => MadeChange | undefined;
  /** Something was done: what was taken back before can't be done again. */
  note(change: MadeChange): void;
  /** The newest was taken back, by these changes. */
  undone(files: readonly TextChange[]): void;
  /** What was taken back last was done again. */
  redone(files: readonly TextChange[]): void;
}

const mostChanges = 500;

export function createChangeHistory(): ChangeHistory {
  const done: MadeChange[] = [];
  let taken: MadeChange[] = [];
  return {
    undo: () => done.at(-1),
    redo: () => taken.at(-1),
    note: (change) => {
      done.push(change);
      if (done.length > mostChanges) done.shift();
      taken = [];
    },
    undone: (files) => {
      const change = done.pop();
      if (change !== undefined) taken.push({ title: change.title, files });
    },
    redone: (files) => {
      const change = taken.pop();
      if (change !== undefined) done.push({ title: change.title, files });
    },
  };
}

export type Reversal =
  | { readonly ok: true; readonly files: readonly TextChange[] }
  /** The lines are others by now. */
  | { readonly ok: false; readonly file: string };

/**
 * The changes that take one back in texts that may have changed since, elsewhere: only its own lines become what they
 * were. Files that are gone, or whose lines are others by now, keep the whole from being done.
 */
export function reverseChange(
  { files }: MadeChange,
  current: (file: string) => string | undefined,
): Reversal {
  const changes: TextChange[] = [];
  for (const { file, before, after } of files) {
    const now = current(file);
    const merged = now === undefined ? undefined : mergeTexts(after, before, now);
    if (now === undefined || merged?.ok !== true) return { ok: false, file };
    if (merged.text !== now) changes.push({ file, before: now, after: merged.text });
  }
  return { ok: true, files: changes };
}
