import {
  layoutFile,
  printLayoutFile,
  readArrangement,
  readLayoutFile,
} from '../../draw/layout/layout-file.ts';
import { findView } from '../../draw/views.ts';
import type { ApiError } from '../api.ts';
import { failure, fine } from '../server/api-answer.ts';
import type { ApiAnswer } from '../server/start-server.ts';
import { reverseChange } from '../texts/change-history.ts';
import { mergeTexts } from '../texts/merge-texts.ts';
import {
  type Asked,
  type ChangeContext,
  done,
  isOwnText,
  mostAttempts,
  problemsWith,
  writePlanned,
} from './answer-parts.ts';

/** `text`: what was typed comes together with what is there, or nothing is written. */
export async function saveText(
  asked: Asked,
  _seen: string | undefined,
  context: ChangeContext,
): Promise<ApiAnswer> {
  const { project, history } = context;
  const { file, base, text } = asked;
  if (typeof file !== 'string' || typeof base !== 'string' || typeof text !== 'string')
    return failure(400, 'file, base and text are expected');
  if (!isOwnText(file, context)) return failure(404, 'the design has no such file');
  const title = `edit ${file}`;
  for (let attempt = 0; attempt < mostAttempts; attempt++) {
    const now = project.files.read(file);
    if (!now.ok) return failure(409, `${file} can\u2019t be read any more`, 'what you typed is kept here');
    const merged = mergeTexts(base, text, now.text);
    if (!merged.ok)
      return {
        status: 409,
        body: {
          error: `${file} has changed on disk where you changed it`,
          help: 'choose for each place',
          conflict: { file, text: now.text, parts: merged.parts },
        } satisfies ApiError,
      };
    const files = merged.text === now.text ? [] : [{ file, before: now.text, after: merged.text }];
    const written = writePlanned(files, context);
    if (written === 'stale') continue;
    if (written !== 'written') return written;
    if (files.length > 0) history.note({ title, files });
    return done(title, files, now.text !== base, context);
  }
  return failure(409, 'the file changes all the time', 'try again when it is at rest');
}

/** Keeps where things stand in a view; without positions the whole of it is laid out automatically again. */
export async function arrangeView(
  { view, positions }: Asked,
  _seen: string | undefined,
  context: ChangeContext,
): Promise<ApiAnswer> {
  const { project, history, store } = context;
  if (typeof view !== 'string' || findView(view) === undefined) return failure(404, 'there is no such view');
  const title = positions === undefined ? `lay ${view} out anew` : `arrange ${view}`;
  for (let attempt = 0; attempt < mostAttempts; attempt++) {
    const now = project.files.read(layoutFile);
    const before = now.ok ? now.text : undefined;
    const known = readLayoutFile(before);
    if (known.fault !== undefined) return failure(409, known.fault, 'mend it, or take it away');
    const { [view]: own, ...others } = known.views;
    const next = positions === undefined ? {} : { [view]: { ...own, ...readArrangement(positions) } };
    const after = printLayoutFile({ views: { ...others, ...next } });
    const isAutomatic = positions === undefined && own === undefined;
    const files = isAutomatic || after === before ? [] : [{ file: layoutFile, before: before ?? '', after }];
    const written = writePlanned(files, context);
    if (written === 'stale') continue;
    if (written !== 'written') return written;
    // Taken back, a file that was not there holds nothing.
    const kept = files.map((one) => ({ ...one, before: before ?? printLayoutFile({ views: {} }) }));
    if (files.length > 0) history.note({ title, files: kept });
    if (positions === undefined) store.layOutAnew(view);
    return done(title, files, false, context);
  }
  return failure(409, 'the file changes all the time', 'try again when it is at rest');
}

/** `check`: what is wrong with a text that is not written yet. */
export async function checkDraft(
  asked: Asked,
  _seen: string | undefined,
  context: ChangeContext,
): Promise<ApiAnswer> {
  const { file, text } = asked;
  if (typeof file !== 'string' || typeof text !== 'string') return failure(400, 'file and text are expected');
  if (!isOwnText(file, context)) return failure(404, 'the design has no such file');
  return fine({ problems: await problemsWith(new Map([[file, text]]), context.project) });
}

/** `undo` and `redo`: own lines become what they were, or nothing does. */
export async function reverse(way: 'undo' | 'redo', context: ChangeContext): Promise<ApiAnswer> {
  const { project, history } = context;
  const change = history[way]();
  if (change === undefined) return failure(422, `there is nothing to ${way}`);
  for (let attempt = 0; attempt < mostAttempts; attempt++) {
    const reversed = reverseChange(change, (file) => {
      const now = project.files.read(file);
      return now.ok ? now.text : undefined;
    });
    if (!reversed.ok)
      return failure(
        409,
        `${reversed.file} has changed since at the same lines`,
        `${change.title}: change it in the text`,
      );
    const written = writePlanned(reversed.files, context);
    if (written === 'stale') continue;
    if (written !== 'written') return written;
    history[way === 'undo' ? 'undone' : 'redone'](reversed.files);
    return done(`${way} ${change.title}`, reversed.files, false, context);
  }
  return failure(409, 'the files change all the time', 'try again when they are at rest');
}
