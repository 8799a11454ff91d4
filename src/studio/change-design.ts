import type { Answerer, Asked, ChangeContext } from './changes/answer-parts.ts';
import { changeByPlan, tellGenerated } from './changes/change-by-plan.ts';
import { arrangeView, checkDraft, reverse, saveText } from './changes/change-texts.ts';
import { failure } from './server/api-answer.ts';
import type { ApiAnswer, ApiRequest } from './server/start-server.ts';

/** Answers the requests that change texts of the design; undefined where a request is none of those. */
export type Changer = (request: ApiRequest) => Promise<ApiAnswer | undefined>;

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
    const answer = Object.hasOwn(answers, request.path) ? answers[request.path] : undefined;
    if (answer === undefined) return undefined;
    const asked = (typeof request.body === 'object' && request.body !== null ? request.body : {}) as Asked;
    const isReading = readers.has(request.path) || (planned.has(request.path) && asked.preview === true);
    if (context.readOnly && !isReading) return failure(403, 'this studio is read-only');
    return inTurn(() => answer(asked, request.ifMatch, context));
  };
}

const answers: { readonly [path: string]: Answerer | undefined } = {
  operation: changeByPlan,
  fix: changeByPlan,
  generated: tellGenerated,
  text: saveText,
  arrange: arrangeView,
  check: checkDraft,
  undo: (_asked, _seen, context) => reverse('undo', context),
  redo: (_asked, _seen, context) => reverse('redo', context),
};

/** What writes nothing, and what writes nothing where it is a preview. */
const readers: ReadonlySet<string> = new Set(['generated', 'check']);
const planned: ReadonlySet<string> = new Set(['operation', 'fix']);
