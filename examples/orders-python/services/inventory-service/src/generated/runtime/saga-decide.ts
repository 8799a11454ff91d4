import type { SagaDefinition, SagaFailure, SagaStep, SagaVersion } from './saga-contract.ts';
import {
  commandId,
  type Decision,
  ignore,
  messageId,
  type RunInput,
  type RunMessage,
  type RunState,
  type StepState,
  undoId,
} from './saga-run.ts';

/** Undoings that are asked for before a person is. */
export const UNDO_ATTEMPTS = 5;
/** How long an undoing may take where the step has no time of its own. */
const UNDO_MS = 60_000;
const MAX_UNDO_MS = 3_600_000;

/** What an orchestration's decisions depend on. */
export interface Plan {
  readonly definition: Pick<SagaDefinition, 'name' | 'completes' | 'aborts'>;
  readonly version: SagaVersion;
}

/** The first transition of a run: its first step's command. */
export function beginRun(plan: Plan, key: string): Decision {
  const run = { saga: plan.definition.name, key, version: plan.version.version, aborts: 0 };
  return goOn(plan, { ...run, state: 'running', steps: [] });
}

/**
 * The next transition of a run: pure, so that every case can be tried. Steps run one after another; from the first
 * failure on, what was done is undone in the reverse order, one step at a time.
 */
export function decideRun(plan: Plan, run: RunState, input: RunInput): Decision {
  switch (input.kind) {
    case 'reply':
      return takeReply(plan, run, input);
    case 'timeout':
      return takeTimeout(plan, run);
    case 'retry':
      return run.state === 'parked' ? undoAgain(plan, { ...run, state: 'compensating' }) : ignore(run);
    case 'abort':
      return abort(plan, run, input.note);
  }
}

function takeReply(plan: Plan, run: RunState, input: Extract<RunInput, { kind: 'reply' }>): Decision {
  const found = findStep(plan, run, input);
  if (found === undefined) return ignore(run);
  const { step, state, role } = found;
  if (role === 'success') return takeSuccess(plan, run, state, input.reply);
  if (role === 'failure') return takeFailure(plan, run, step, state, input.reply);
  if (state.state !== 'undoing') return ignore(run);
  // The undoing may have come before the late effect: once more makes sure.
  if (state.late) return undoAgain(plan, withStep({ ...run, state: 'compensating' }, withoutLate(state)));
  return undoNext(plan, withStep({ ...run, state: 'compensating' }, { ...state, state: 'undone' }));
}

function takeSuccess(
  plan: Plan,
  run: RunState,
  state: StepState,
  reply: StepState['reply'] & object,
): Decision {
  switch (state.state) {
    case 'sent':
      return goOn(plan, withStep(run, { ...state, state: 'done', reply }));
    case 'undoing':
      return late(withStep(run, { ...state, reply, late: true }));
    case 'timed-out':
      return late(withStep(run, { ...state, state: 'done', reply, late: true }));
    case 'undone': {
      // Undone before it was done: its effect exists after all.
      const next = withStep(run, { ...state, state: 'done', reply, late: true });
      if (isUndoing(next)) return late(next);
      return { ...undoNext(plan, { ...next, state: 'compensating' }), outcome: 'late' };
    }
    default:
      return ignore(run);
  }
}

function takeFailure(
  plan: Plan,
  run: RunState,
  step: SagaStep,
  state: StepState,
  reply: StepState['reply'] & object,
): Decision {
  if (state.state === 'timed-out') return late(withStep(run, { ...state, state: 'failed' }));
  if (state.state !== 'sent') return ignore(run);
  const failure: SagaFailure = {
    reason: 'failed',
    step: step.name,
    event: reply.event,
    data: reply.data,
  };
  return undoNext(plan, withStep({ ...run, state: 'compensating', failure }, { ...state, state: 'failed' }));
}

function takeTimeout(plan: Plan, run: RunState): Decision {
  if (run.state === 'running') return giveUp(plan, run, { reason: 'timed-out' });
  if (run.state !== 'compensating') return ignore(run);
  const undoing = run.steps.find(({ state }) => state === 'undoing');
  if (undoing === undefined) return ignore(run);
  if ((undoing.undos ?? 0) % UNDO_ATTEMPTS > 0) return undoAgain(plan, run);
  return { outcome: 'taken', run: { ...run, state: 'parked' }, messages: [], waitMs: undefined };
}

function abort(plan: Plan, run: RunState, note: string | undefined): Decision {
  if (run.state === 'running') {
    return giveUp(plan, run, { reason: 'aborted', ...(note !== undefined && { note }) });
  }
  const undoing = run.steps.find(({ state }) => state === 'undoing');
  if (run.state !== 'parked' || undoing === undefined) return ignore(run);
  return undoNext(plan, withStep({ ...run, state: 'compensating' }, { ...undoing, state: 'given-up' }));
}

/** The step under way is undone as well: nobody knows what it did. */
function giveUp(plan: Plan, run: RunState, failure: SagaFailure): Decision {
  const current = run.steps.find(({ state }) => state === 'sent');
  const named = { ...failure, ...(current !== undefined && { step: current.name }) };
  const next: RunState = { ...run, state: 'compensating', failure: named };
  return undoNext(plan, current === undefined ? next : withStep(next, { ...current, state: 'timed-out' }));
}

/** Sends the next step's command, or completes the run. */
function goOn({ definition, version }: Plan, run: RunState): Decision {
  const step = version.steps[run.steps.length];
  if (step?.command === undefined) {
    const end = { event: definition.completes, id: messageId(run, 'completes') };
    return { outcome: 'taken', run: { ...run, state: 'completed' }, messages: [end], waitMs: undefined };
  }
  return {
    outcome: 'taken',
    run: { ...run, steps: [...run.steps, { name: step.name, state: 'sent' }] },
    messages: [{ event: step.command, id: commandId(run, step.name), step: step.name }],
    waitMs: step.timeoutMs,
  };
}

/** Asks for the undoing of the newest step that may have had an effect, or ends the run. */
function undoNext(plan: Plan, run: RunState): Decision {
  const next = run.steps.findLast(
    ({ name, state }) =>
      (state === 'done' || state === 'timed-out') && stepOf(plan, name)?.compensation !== undefined,
  );
  if (next !== undefined) return undo(plan, run, withoutLate(next));
  const ended: RunState = { ...run, state: 'compensated', aborts: 1 };
  const end = { event: plan.definition.aborts, id: messageId(run, 'aborts', 1) };
  const messages: readonly RunMessage[] = run.aborts > 0 ? [] : [end];
  return { outcome: 'taken', run: ended, messages, waitMs: undefined };
}

function undoAgain(plan: Plan, run: RunState): Decision {
  const undoing = run.steps.find(({ state }) => state === 'undoing');
  return undoing === undefined ? ignore(run) : undo(plan, run, undoing);
}

function undo(plan: Plan, run: RunState, state: StepState): Decision {
  const step = stepOf(plan, state.name);
  if (step?.compensation === undefined) return ignore(run);
  const undos = (state.undos ?? 0) + 1;
  const pause = (step.timeoutMs ?? UNDO_MS) * 2 ** ((undos - 1) % UNDO_ATTEMPTS);
  return {
    outcome: 'taken',
    run: withStep(run, { ...state, state: 'undoing', undos }),
    messages: [{ event: step.compensation.command, id: undoId(run, step.name, undos), step: step.name }],
    waitMs: Math.min(MAX_UNDO_MS, pause),
  };
}

type Role = 'success' | 'failure' | 'undone';

interface FoundStep {
  readonly step: SagaStep;
  readonly state: StepState;
  readonly role: Role;
}

/** What a reply says of which step: by the command that caused it, else the step that waits for such an event. */
function findStep(
  { version }: Plan,
  run: RunState,
  { reply, causationId }: Extract<RunInput, { kind: 'reply' }>,
): FoundStep | undefined {
  const found: FoundStep[] = [];
  for (const [index, step] of version.steps.entries()) {
    const state = run.steps[index];
    if (state === undefined) break;
    const role = roleOf(step, reply.event);
    if (causationId !== undefined && isCause(run, state, causationId)) {
      return role === undefined ? undefined : { step, state, role };
    }
    if (role !== undefined) found.push({ step, state, role });
  }
  return (
    found.find(({ state, role }) => state.state === (role === 'undone' ? 'undoing' : 'sent')) ?? found[0]
  );
}

function roleOf({ succeeds, fails, compensation }: SagaStep, event: string): Role | undefined {
  if (event === succeeds) return 'success';
  if (event === fails) return 'failure';
  return event === compensation?.done ? 'undone' : undefined;
}

function isCause(run: RunState, { name, undos = 0 }: StepState, id: string): boolean {
  if (id === commandId(run, name)) return true;
  for (let n = 1; n <= undos; n += 1) if (id === undoId(run, name, n)) return true;
  return false;
}

function stepOf({ version }: Plan, name: string): SagaStep | undefined {
  return version.steps.find((step) => step.name === name);
}

function withStep(run: RunState, state: StepState): RunState {
  return { ...run, steps: run.steps.map((step) => (step.name === state.name ? state : step)) };
}

function withoutLate({ late: _late, ...state }: StepState): StepState {
  return state;
}

function isUndoing({ steps }: RunState): boolean {
  return steps.some(({ state }) => state === 'undoing');
}

/** Remembers something that changes nothing now. */
function late(run: RunState): Decision {
  return { outcome: 'late', run, messages: [], waitMs: 'same' };
}
