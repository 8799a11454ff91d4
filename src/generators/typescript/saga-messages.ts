import type { Architecture, EventContract } from '../../model/architecture.ts';
import type { SagaView } from './service-view.ts';

/** A command or an end of a saga, and what is known when its data are made. */
export interface SagaMessageView {
  readonly event: EventContract;
  /** `backward`: of a run that is given up. A command that is sent both ways is one of those. */
  readonly way: 'forward' | 'backward';
  /** Steps that have succeeded by then, whichever version the run follows and whichever step sends it. */
  readonly done: readonly string[];
  /** What it is for, as text. */
  readonly purpose: string;
}

/** All messages of a saga: the commands of every version, in their order, and both ends. */
export function sagaMessages({ events }: Pick<Architecture, 'events'>, view: SagaView): SagaMessageView[] {
  const found = new Map<string, SagaMessageView>();
  const add = (name: string, message: Omit<SagaMessageView, 'event'>): void => {
    const event = events[name];
    if (event === undefined) return;
    const known = found.get(name);
    found.set(name, {
      event,
      way: known?.way === 'backward' ? known.way : message.way,
      done: known === undefined ? message.done : known.done.filter((step) => message.done.includes(step)),
      purpose: known?.purpose ?? message.purpose,
    });
  };
  const { saga, versions } = view;
  for (const { steps } of [...versions].reverse()) {
    for (const [index, step] of steps.entries()) {
      const done = steps.slice(0, index).map(({ name }) => name);
      const [command, undo] = [step.command, step.compensation?.command];
      if (command !== undefined) add(command, { way: 'forward', done, purpose: `asks for ${step.name}` });
      if (undo !== undefined) add(undo, { way: 'backward', done, purpose: `undoes ${step.name}` });
    }
  }
  const told = versions.map(({ steps }) =>
    repliesIn(
      view,
      steps.map(({ name }) => name),
    ),
  );
  const [first = [], ...others] = told;
  const all = first.filter((step) => others.every((names) => names.includes(step)));
  add(saga.completes, { way: 'forward', done: all, purpose: 'every step has succeeded' });
  add(saga.aborts, {
    way: 'backward',
    done: [],
    purpose: saga.style === 'orchestration' ? 'what was done is undone' : 'the run is given up',
  });
  return [...found.values()];
}

/** `asks for ship` → `Asks for ship.` */
export function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

/** Of a choreography only the last step's success is heard. */
function repliesIn({ saga }: SagaView, steps: readonly string[]): readonly string[] {
  return saga.style === 'orchestration' ? steps : steps.slice(-1);
}

/** Data of the event that tells of each step's success, where whoever runs the saga hears it; by step. */
export function sagaReplies({ events }: Pick<Architecture, 'events'>, view: SagaView): SagaReply[] {
  return stepEvents(events, view, (steps) => {
    const heard = repliesIn(
      view,
      steps.map(({ name }) => name),
    );
    return steps.filter(({ name }) => heard.includes(name)).map(({ name, succeeds }) => [name, succeeds]);
  });
}

/** Data of the event that tells of each step's failure; by step. */
export function sagaFailures({ events }: Pick<Architecture, 'events'>, view: SagaView): SagaReply[] {
  return stepEvents(events, view, (steps) =>
    steps.flatMap(({ name, fails }) => (fails === undefined ? [] : [[name, fails]])),
  );
}

export interface SagaReply {
  readonly step: string;
  /** More than one where versions differ. */
  readonly events: readonly EventContract[];
}

function stepEvents(
  events: Architecture['events'],
  { versions }: SagaView,
  told: (steps: SagaView['versions'][number]['steps']) => readonly (readonly [string, string])[],
): SagaReply[] {
  const byStep = new Map<string, Set<string>>();
  for (const { steps } of versions) {
    for (const [step, event] of told(steps)) byStep.set(step, (byStep.get(step) ?? new Set()).add(event));
  }
  return [...byStep].map(([step, names]) => ({
    step,
    events: [...names].flatMap((name) => events[name] ?? []),
  }));
}
