import type { Service, Subscription } from '../model/architecture.ts';
import type { Reactions } from '../model/reactions.ts';
import { resolveService, resolveSubscription } from '../model/settings.ts';
import type { Design } from './drawing.ts';
import { limits } from './drawing.ts';

/** What happens when an event is published, as far as the design knows: plain values, in the order of drawing. */
export interface Trace {
  readonly event: string;
  /** Publishers beside the one that is drawn. */
  readonly others: readonly string[];
  readonly steps: readonly TraceStep[];
  /** Steps behind the last one that are not listed. */
  readonly left: number;
}

export type TraceStep =
  | {
      readonly kind: 'publish';
      /** Absent: somebody whom the design doesn't know. */
      readonly service?: string;
      readonly event: string;
      /** It may come of the event before; false: the trace starts here. */
      readonly reaction: boolean;
      /** Who takes it stands further up. */
      readonly again: boolean;
      /** Of the traced event: stored with the service's own data first. */
      readonly outbox: boolean;
    }
  | {
      readonly kind: 'take';
      readonly service: string;
      readonly event: string;
      readonly why?: string;
      /** Of the traced event: a second delivery changes nothing. */
      readonly inbox: boolean;
      /** Of the traced event: where it goes if it can't be handled, if that is the same in all environments. */
      readonly giveUp?: { readonly attempts: number; readonly deadLetter: string };
    }
  | { readonly kind: 'call'; readonly service: string; readonly to: string; readonly operation: string };

/**
 * Follows an event through the system, generation by generation: who publishes it, who takes it, what each of those
 * may publish because of it, and so on. Each event is followed once, so cycles end; each service's calls are listed
 * at its first turn.
 */
export function traceEvent(design: Design, reactions: Reactions, event: string): Trace {
  const { architecture, index } = design;
  const [publisher, ...others] = index.publishersOf(event).map(({ service }) => service);
  const steps: TraceStep[] = [];
  let left = 0;
  const add = (step: TraceStep): void => {
    if (steps.length < limits.messages) steps.push(step);
    else left++;
  };
  const called = new Set<string>();
  const addCalls = (service: Service): void => {
    if (called.has(service.name)) return;
    called.add(service.name);
    for (const { service: to, operation } of service.calls) {
      add({ kind: 'call', service: service.name, to, operation });
    }
  };

  if (publisher !== undefined) addCalls(publisher);
  add({
    kind: 'publish',
    ...(publisher === undefined ? {} : { service: publisher.name }),
    event,
    reaction: false,
    again: false,
    outbox: publisher !== undefined && hasOutbox(design, publisher),
  });
  const followed = new Set([event]);
  const open = [event];
  for (let current = open.shift(); current !== undefined; current = open.shift()) {
    for (const { service, by } of index.subscribersOf(current)) {
      add(takeStep(design, service, by, current, event));
      addCalls(service);
      for (const next of reactions(service.name, current)) {
        if (architecture.events[next] === undefined) continue;
        const again = followed.has(next);
        add({
          kind: 'publish',
          service: service.name,
          event: next,
          reaction: true,
          again,
          outbox: false,
        });
        if (again) continue;
        followed.add(next);
        open.push(next);
      }
    }
  }
  return { event, others: others.map(({ name }) => name), steps, left };
}

function takeStep(
  design: Design,
  service: Service,
  by: readonly Subscription[],
  event: string,
  traced: string,
): Extract<TraceStep, { kind: 'take' }> {
  const why = by.find(({ description }) => description !== undefined)?.description;
  const step = { kind: 'take', service: service.name, event, ...(why === undefined ? {} : { why }) } as const;
  if (service.external || event !== traced) return { ...step, inbox: false };
  const settings = by.flatMap((subscription) =>
    environmentsOf(design).map(
      (environment) => resolveSubscription(design.architecture, service, subscription, environment).values,
    ),
  );
  const [first] = settings;
  const isSame =
    first !== undefined &&
    settings.every(
      ({ deadLetter, retry }) => deadLetter === first.deadLetter && retry.attempts === first.retry.attempts,
    );
  return {
    ...step,
    inbox: isOurs(design, service) && settings.every(({ idempotent }) => idempotent),
    ...(isSame ? { giveUp: { attempts: first.retry.attempts, deadLetter: first.deadLetter } } : {}),
  };
}

function hasOutbox(design: Design, service: Service): boolean {
  return (
    isOurs(design, service) &&
    environmentsOf(design).every(
      (environment) =>
        resolveService(design.architecture, service, environment).values.database === 'postgres',
    )
  );
}

/** Services whose code is not generated keep their own promises. */
function isOurs(design: Design, service: Service): boolean {
  return (
    !service.external &&
    environmentsOf(design).every(
      (environment) => resolveService(design.architecture, service, environment).values.language !== 'none',
    )
  );
}

function environmentsOf({ architecture }: Design): readonly string[] {
  const names = Object.keys(architecture.environments);
  return names.length === 0 ? [''] : names;
}
