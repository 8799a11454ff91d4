import type { GeneratedChanges, StudioPreview } from '../api.ts';
import { numberDiagnostics } from '../describe/list-problems.ts';
import type { ReadState, StudioProject } from '../design-store.ts';
import { describeOperation } from '../edits/describe-operation.ts';
import { type Refusal, refuse } from '../edits/operation.ts';
import { isDeletion, readOperation } from '../edits/read-operation.ts';
import { type PlannedTexts, planOperation, spliceTexts, type TextChange } from '../edits.ts';
import { failure, fine } from '../server/api-answer.ts';
import type { ApiAnswer } from '../server/start-server.ts';
import {
  type Asked,
  type ChangeContext,
  diffsOf,
  done,
  mostAttempts,
  overlayOf,
  problemsWith,
  writePlanned,
} from './answer-parts.ts';

interface Titled {
  readonly title: string;
  readonly planned: PlannedTexts | Refusal;
}

/** `operation` and `fix`: planned on what stands on disk now, shown or written. */
export async function changeByPlan(
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
    const written = writePlanned(planned.files, context);
    if (written === 'stale') continue;
    if (written !== 'written') return written;
    history.note({ title, files: planned.files });
    return done(title, planned.files, isStale, context);
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
    : {
        title: describeOperation(operation),
        planned: planOperation(operation, editable, project.files, project.parsed),
      };
}

async function previewOf(
  title: string,
  files: readonly TextChange[],
  operation: ReturnType<typeof readOperation>,
  state: ReadState,
  { project }: ChangeContext,
): Promise<StudioPreview> {
  const known = new Set(numberDiagnostics(state.diagnostics).map(({ fingerprint }) => fingerprint));
  const after = await problemsWith(overlayOf(files), project);
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

/** `generated`: what generators would write after it. */
export async function tellGenerated(
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
