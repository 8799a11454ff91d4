import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type {
  ApiError,
  FileDiff,
  GeneratedChanges,
  StudioChange,
  StudioPreview,
  StudioProblem,
} from './api.ts';
import { listProblems, numberDiagnostics } from './describe/list-problems.ts';
import type { DesignStore, ReadState, StudioProject } from './design-store.ts';
import { describeOperation } from './edits/describe-operation.ts';
import { type Refusal, refuse } from './edits/operation.ts';
import { isDeletion, readOperation } from './edits/read-operation.ts';
import { type PlannedTexts, planOperation, spliceTexts, type TextChange } from './edits.ts';
import type { ApiAnswer, ApiRequest } from './server/start-server.ts';
import { type ChangeHistory, reverseChange } from './texts/change-history.ts';
import { diffTexts } from './texts/diff-texts.ts';
import { mergeTexts } from './texts/merge-texts.ts';

export interface ChangeContext {
  readonly project: StudioProject;
  readonly store: DesignStore;
  readonly history: ChangeHistory;
  readonly readOnly: boolean;
  readonly reload: () => Promise<void>;
}

/** Answers the requests that change texts of the design; undefined where a request is none of those. */
export type Changer = (request: ApiRequest) => Promise<ApiAnswer | undefined>;

/** So often a change is planned anew when somebody else writes at the same moment. */
const mostAttempts = 8;

/**
 * Changes the texts of the design, one change after another: `operation` and `fix` say what is meant and are planned on
 * what stands on disk when they come, so that what others wrote meanwhile stays; `text` brings what was typed together
 * with what is there; `undo` and `redo` take back what was written here, and nothing else. What can't be done without
 * losing something is refused with the reason, and nothing is written.
 */
export function createChanger(context: ChangeContext): Changer {
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = (work: () => Promise<ApiAnswer>): Promise<ApiAnswer> => {
    const next = last.then(work, work);
    last = next.catch(() => undefined);
    return next;
  };
  return async (request) => {
    const answer = answers[request.path];
    if (answer === undefined) return undefined;
    const asked = (typeof request.body === 'object' && request.body !== null ? request.body : {}) as Asked;
    const isReading = asked.preview === true || request.path === 'check' || request.path === 'generated';
    if (context.readOnly && !isReading) return failure(403, 'this studio is read-only');
    return inTurn(() => answer(asked, request.ifMatch, context));
  };
}

interface Asked {
  readonly [key: string]: unknown;
}

type Answerer = (asked: Asked, seen: string | undefined, context: ChangeContext) => Promise<ApiAnswer>;

const answers: { readonly [path: string]: Answerer | undefined } = {
  operation: changeByPlan,
  fix: changeByPlan,
  generated: tellGenerated,
  text: saveText,
  check: checkDraft,
  undo: (_asked, _seen, context) => reverse('undo', context),
  redo: (_asked, _seen, context) => reverse('redo', context),
};

interface Titled {
  readonly title: string;
  readonly planned: PlannedTexts | Refusal;
}

async function changeByPlan(
  asked: Asked,
  seen: string | undefined,
  context: ChangeContext,
): Promise<ApiAnswer> {
  const { project, store, history, reload } = context;
  const operation = readOperation(asked.operation);
  for (let attempt = 0; attempt < mostAttempts; attempt++) {
    await reload();
    const state = store.state();
    if (state === undefined || state.revision !== store.revision())
      return failure(
        409,
        'the design on disk can\u2019t be read',
        'mend the text first; what you did is kept here',
      );
    const isStale = seen !== state.revision;
    // What goes with a thing that is deleted was looked at before: it is looked at again where it may be other things.
    if (isStale && asked.preview !== true && operation !== undefined && isDeletion(operation))
      return failure(412, 'the design has changed meanwhile', 'look at what would go with it now');
    const { title, planned } = planAsked(asked, state, project);
    if (!planned.ok) return failure(422, planned.reason, planned.help);
    if (asked.preview === true) return fine(await previewOf(title, planned.files, operation, state, context));
    if (project.write(planned.files)) {
      history.note({ title, files: planned.files });
      return done(title, planned.files, isStale, context);
    }
  }
  return failure(409, 'the files change all the time', 'try again when they are at rest');
}

function planAsked(asked: Asked, { design, source, diagnostics }: ReadState, project: StudioProject): Titled {
  const editable = { architecture: design.architecture, source, root: project.file };
  if (asked.fingerprint !== undefined) {
    const found = numberDiagnostics(diagnostics).find((one) => one.fingerprint === asked.fingerprint);
    const fix = found?.diagnostic.fix;
    return fix === undefined
      ? { title: '', planned: refuse('there is no such finding any more, or nothing that mends it') }
      : { title: fix.title, planned: spliceTexts(fix.edits, editable) };
  }
  const operation = readOperation(asked.operation);
  return operation === undefined
    ? { title: '', planned: refuse('there is no such operation, or it says too little') }
    : { title: describeOperation(operation), planned: planOperation(operation, editable, project.files) };
}

async function previewOf(
  title: string,
  files: readonly TextChange[],
  operation: ReturnType<typeof readOperation>,
  state: ReadState,
  { project }: ChangeContext,
): Promise<StudioPreview> {
  const { design, diagnostics } = await project.check(overlayOf(files));
  const known = new Set(numberDiagnostics(state.diagnostics).map(({ fingerprint }) => fingerprint));
  const after = problemsOf(design.source?.locate, diagnostics);
  const come = after.filter(({ fingerprint }) => !known.has(fingerprint));
  const name =
    operation === undefined
      ? undefined
      : 'from' in operation
        ? operation.from
        : 'name' in operation
          ? operation.name
          : undefined;
  const takers = name === undefined ? [] : state.design.index.subscribersOf(name);
  return {
    revision: state.revision,
    title,
    files: diffsOf(files),
    breaks: come,
    mends: known.size - (after.length - come.length),
    reaches: [...new Set(takers.map(({ service }) => service.name))],
  };
}

async function tellGenerated(
  asked: Asked,
  _seen: string | undefined,
  context: ChangeContext,
): Promise<ApiAnswer> {
  const { project, store } = context;
  const state = store.state();
  if (state === undefined) return failure(409, 'the design on disk can\u2019t be read');
  const { planned } = planAsked(asked, state, project);
  if (!planned.ok) return failure(422, planned.reason, planned.help);
  return fine((await project.compareGenerated(overlayOf(planned.files))) satisfies GeneratedChanges);
}

async function saveText(asked: Asked, _seen: string | undefined, context: ChangeContext): Promise<ApiAnswer> {
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
    if (files.length > 0 && !project.write(files)) continue;
    if (files.length > 0) history.note({ title, files });
    return done(title, files, now.text !== base, context);
  }
  return failure(409, 'the file changes all the time', 'try again when it is at rest');
}

async function checkDraft(
  asked: Asked,
  _seen: string | undefined,
  context: ChangeContext,
): Promise<ApiAnswer> {
  const { file, text } = asked;
  if (typeof file !== 'string' || typeof text !== 'string') return failure(400, 'file and text are expected');
  if (!isOwnText(file, context)) return failure(404, 'the design has no such file');
  const { design, diagnostics } = await context.project.check(new Map([[file, text]]));
  return fine({ problems: problemsOf(design.source?.locate, diagnostics) });
}

async function reverse(way: 'undo' | 'redo', context: ChangeContext): Promise<ApiAnswer> {
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
    if (reversed.files.length > 0 && !project.write(reversed.files)) continue;
    history[way === 'undo' ? 'undone' : 'redone'](reversed.files);
    return done(`${way} ${change.title}`, reversed.files, false, context);
  }
  return failure(409, 'the files change all the time', 'try again when they are at rest');
}

async function done(
  title: string,
  files: readonly TextChange[],
  replayed: boolean,
  { store, reload }: ChangeContext,
): Promise<ApiAnswer> {
  await reload();
  return fine({ revision: store.revision(), title, files: diffsOf(files), replayed } satisfies StudioChange);
}

/** Files are asked for by the very names that the design is read from: no path comes from outside. */
function isOwnText(file: string, { project, store }: ChangeContext): boolean {
  return file === project.file || (store.state()?.source.texts.has(file) ?? false);
}

function problemsOf(
  locate: ReadState['source']['locate'] | undefined,
  diagnostics: readonly Diagnostic[],
): readonly StudioProblem[] {
  return listProblems(diagnostics, {
    locate: locate ?? (() => ({ line: 1, column: 1 })),
    elementOf: () => undefined,
  });
}

function diffsOf(files: readonly TextChange[]): readonly FileDiff[] {
  return files.map(({ file, before, after }) => ({ file, hunks: diffTexts(before, after) }));
}

function overlayOf(files: readonly TextChange[]): ReadonlyMap<string, string> {
  return new Map(files.map(({ file, after }) => [file, after]));
}

function fine(body: unknown): ApiAnswer {
  return { status: 200, body };
}

function failure(status: number, error: string, help?: string): ApiAnswer {
  return { status, body: { error, ...(help === undefined ? {} : { help }) } satisfies ApiError };
}
