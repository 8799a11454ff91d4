import { placeAt } from '../../diagnostics/diagnostic.ts';
import type { Saga } from '../../model/architecture.ts';
import type { EditContext } from './edit-context.ts';
import { type AddSagaStep, type Refusal, refuse, type StudioOperation, serviceName } from './operation.ts';
import type { Planned } from './plan-additions.ts';

type Operation<Kind extends StudioOperation['kind']> = Extract<StudioOperation, { readonly kind: Kind }>;

/** A step behind the last one, in the words that the style of the saga asks for. */
export function planAddSagaStep({ architecture }: EditContext, step: AddSagaStep): Planned {
  const { sagas, events, services } = architecture;
  const saga = sagas[step.saga];
  if (saga === undefined) return refuse(`there is no saga ${step.saga}`);
  const wrong = wrongName(saga, step.name);
  if (wrong !== undefined) return wrong;
  const { succeeds, fails, compensated } = step;
  const isOrchestrated = saga.style === 'orchestration';
  const told: (readonly [key: string, value: string | undefined])[] = [
    ['name', step.name],
    ...(isOrchestrated ? [['command', step.command] as const] : [['service', step.service] as const]),
    ['succeeds', succeeds],
    ['fails', fails],
    ...(isOrchestrated ? [['compensate', step.compensate ?? 'none'] as const] : []),
    ['compensated', compensated ?? (isOrchestrated ? undefined : 'none')],
  ];
  const given = told.filter((pair): pair is readonly [string, string] => pair[1] !== undefined);
  if (isOrchestrated && step.command === undefined) return refuse('which command does it?');
  if (!isOrchestrated && step.service === undefined) return refuse('which service does it?');
  if (isOrchestrated && step.compensate !== undefined && compensated === undefined)
    return refuse('which event says that it is undone?');
  for (const [key, value] of given) {
    if (key === 'name' || value === 'none') continue;
    const isKnown = key === 'service' ? services[value] !== undefined : events[value] !== undefined;
    if (!isKnown) return refuse(`there is no ${key === 'service' ? 'service' : 'event'} ${value}`);
  }
  const lines = given.map(([key, value]) => `${key}: ${value}`);
  return {
    ok: true,
    edits: [{ at: placeAt(saga.at, 'steps'), append: { flow: `{ ${lines.join(', ')} }`, block: lines } }],
  };
}

export function planRenameSagaStep(
  { architecture }: EditContext,
  { saga: of, from, to }: Operation<'rename-saga-step'>,
): Planned {
  const saga = architecture.sagas[of];
  if (saga === undefined) return refuse(`there is no saga ${of}`);
  const step = saga.steps.find(({ name }) => name === from);
  if (step === undefined) return refuse(`saga ${of} has no step ${from}`);
  const wrong = wrongName(saga, to);
  return wrong ?? { ok: true, edits: [{ at: placeAt(step.at, 'name'), text: to }] };
}

export function planDeleteSagaStep(
  { architecture }: EditContext,
  { saga: of, name }: Operation<'delete-saga-step'>,
): Planned {
  const saga = architecture.sagas[of];
  if (saga === undefined) return refuse(`there is no saga ${of}`);
  const step = saga.steps.find((one) => one.name === name);
  if (step === undefined) return refuse(`saga ${of} has no step ${name}`);
  if (saga.steps.length === 1) return refuse(`${name} is the only step of saga ${of}`);
  return { ok: true, edits: [{ at: step.at, remove: true }] };
}

function wrongName(saga: Saga, name: string): Refusal | undefined {
  if (!serviceName.test(name)) return refuse(`${name} is no name: letters a to z, digits and hyphens`);
  return saga.steps.some((step) => step.name === name)
    ? refuse(`saga ${saga.name} has a step ${name} already`)
    : undefined;
}
