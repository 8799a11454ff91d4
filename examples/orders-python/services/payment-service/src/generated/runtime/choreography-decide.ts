import type { SagaFailure } from './saga-contract.ts';
import type { Plan } from './saga-decide.ts';
import {
  type Decision,
  ignore,
  messageId,
  type RunInput,
  type RunState,
  type StepState,
} from './saga-run.ts';

/**
 * The next transition of a choreography, as the service sees it that started the run: it hears the last success and every
 * failure, watches the time, and publishes the end. What is undone is the business of those who did it.
 */
export function decideChoreography(plan: Plan, run: RunState, input: RunInput): Decision {
  if (run.state === 'completed' || input.kind === 'retry') return ignore(run);
  if (input.kind === 'reply') return takeReply(plan, run, input.reply);
  if (run.state === 'aborted') return ignore(run);
  if (input.kind === 'timeout') return abort(plan, run, { reason: 'timed-out' });
  return abort(plan, run, { reason: 'aborted', ...(input.note !== undefined && { note: input.note }) });
}

function takeReply(
  plan: Plan,
  run: RunState,
  reply: Extract<RunInput, { kind: 'reply' }>['reply'],
): Decision {
  const { event, data } = reply;
  const { steps } = plan.version;
  const last = steps.at(-1);
  const isLast = event === last?.succeeds;
  const failed = steps.find(({ fails }) => fails === event);
  if (!isLast && failed === undefined) return ignore(run);
  // Somebody went on after the abort, so what they did has to be undone too: they hear it once more.
  if (run.state === 'aborted') return { ...publishAbort(plan, run), outcome: 'late' };
  if (failed !== undefined) return abort(plan, run, { reason: 'failed', step: failed.name, event, data });
  const end = { event: plan.definition.completes, id: messageId(run, 'completes') };
  const done: StepState = { name: last?.name ?? '', state: 'done', reply };
  return {
    outcome: 'taken',
    run: { ...run, state: 'completed', steps: [done] },
    messages: [end],
    waitMs: undefined,
  };
}

function abort(plan: Plan, run: RunState, failure: SagaFailure): Decision {
  return publishAbort(plan, { ...run, state: 'aborted', failure });
}

function publishAbort({ definition }: Plan, run: RunState): Decision {
  const aborts = run.aborts + 1;
  const end = { event: definition.aborts, id: messageId(run, 'aborts', aborts) };
  return { outcome: 'taken', run: { ...run, aborts }, messages: [end], waitMs: undefined };
}
