import { locateIn } from '../../spec/source.ts';
import type { FileDiff, StudioChange, StudioProblem } from '../api.ts';
import { listProblems } from '../describe/list-problems.ts';
import type { DesignStore, StudioProject } from '../design-store.ts';
import type { TextChange } from '../edits.ts';
import { failure, fine } from '../server/api-answer.ts';
import type { ApiAnswer } from '../server/start-server.ts';
import type { ChangeHistory } from '../texts/change-history.ts';
import { diffTexts } from '../texts/diff-texts.ts';

export interface ChangeContext {
  readonly project: StudioProject;
  readonly store: DesignStore;
  readonly history: ChangeHistory;
  readonly readOnly: boolean;
  readonly reload: () => Promise<void>;
}

/** The body of a request, whatever somebody sent. */
export interface Asked {
  readonly [key: string]: unknown;
}

/** Answers one kind of request; `seen` is the revision that it was made for. */
export type Answerer = (asked: Asked, seen: string | undefined, context: ChangeContext) => Promise<ApiAnswer>;

/** So often a change is planned anew when somebody else writes at the same moment. */
export const mostAttempts = 8;

/**
 * Writes what was planned. `stale`: something else stands on disk by now, and it has to be planned anew; else the answer where
 * the disk does not take it, for which what was done waits.
 */
export function writePlanned(
  files: readonly TextChange[],
  { project }: ChangeContext,
): 'written' | 'stale' | ApiAnswer {
  if (files.length === 0) return 'written';
  const written = project.write(files);
  if (written.ok) return 'written';
  if ('changed' in written) return 'stale';
  return failure(409, written.fault, 'what you did is kept here');
}

/** It stands on disk. */
export async function done(
  title: string,
  files: readonly TextChange[],
  replayed: boolean,
  { store, reload }: ChangeContext,
): Promise<ApiAnswer> {
  await reload();
  return fine({ revision: store.revision(), title, files: diffsOf(files), replayed } satisfies StudioChange);
}

/** Files are asked for by the very names that the design is read from: no path comes from outside. */
export function isOwnText(file: string, { project, store }: ChangeContext): boolean {
  return file === project.file || (store.state()?.source.texts.has(file) ?? false);
}

/** What is wrong with a design that has other texts in some files; no element is asked for. */
export async function problemsWith(
  texts: ReadonlyMap<string, string>,
  { check, files }: StudioProject,
): Promise<readonly StudioProblem[]> {
  const { design, diagnostics } = await check(texts);
  return listProblems(diagnostics, {
    locate: design.source?.locate ?? locateIn(files, texts),
    elementOf: () => undefined,
  });
}

/** Changes as people read them. */
export function diffsOf(files: readonly TextChange[]): readonly FileDiff[] {
  return files.map(({ file, before, after }) => ({ file, hunks: diffTexts(before, after) }));
}

/** The texts that changes end in, by file. */
export function overlayOf(files: readonly TextChange[]): ReadonlyMap<string, string> {
  return new Map(files.map(({ file, after }) => [file, after]));
}
