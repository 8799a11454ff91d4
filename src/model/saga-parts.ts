import type {
  Architecture,
  Choreography,
  ChoreographyStep,
  Saga,
  Service,
  Subscription,
} from './architecture.ts';

/**
 * Whether a service keeps the runs of a saga: the coordinator of an orchestration; of a choreography the service that
 * publishes its start, hears its failures and publishes its end.
 */
export function runsSaga({ name, subscriptions }: Service, saga: Saga): boolean {
  if (saga.style === 'orchestration') return saga.coordinator === name;
  const last = lastSuccess(saga);
  return subscriptions.some(
    ({ event, origin }) =>
      event === last && origin.kind === 'saga' && origin.name === saga.name && origin.step === undefined,
  );
}

/** The event that tells of the last step's success; the start where there are no steps. */
function lastSuccess({ starts, steps }: Choreography): string {
  return steps.at(-1)?.succeeds ?? starts;
}

/** What a service does in a step of a choreography. */
export interface SagaReaction {
  readonly saga: Choreography;
  readonly step: ChoreographyStep;
  /** The event that it acts on: the success of the step before, or the start. */
  readonly on: string;
  /** What it answers with. */
  readonly publishes: readonly string[];
  /** Absent: there is nothing to undo. */
  readonly undo?: { readonly on: string; readonly publishes: readonly string[] };
}

/** The steps of choreographies that a service takes upon itself, in the order of the design. */
export function reactionsOf(service: Service, sagas: Iterable<Saga>): SagaReaction[] {
  return [...sagas].flatMap((saga) => {
    if (saga.style !== 'choreography') return [];
    return saga.steps.flatMap((step, index): SagaReaction[] => {
      if (step.service !== service.name) return [];
      const { succeeds, fails, compensated } = step;
      return [
        {
          saga,
          step,
          on: saga.steps[index - 1]?.succeeds ?? saga.starts,
          publishes: fails === undefined ? [succeeds] : [succeeds, fails],
          ...(compensated === undefined ? {} : { undo: { on: saga.aborts, publishes: [compensated] } }),
        },
      ];
    });
  });
}

/** The subscription that a saga makes its service have to an event. */
export function sagaSubscription(service: Service, saga: string, event: string): Subscription | undefined {
  const own = service.subscriptions.filter((subscription) => subscription.event === event);
  return own.find(({ origin }) => origin.kind === 'saga' && origin.name === saga) ?? own[0];
}

/** The sagas that some of these services keep the runs of. */
export function sagasOf({ sagas }: Pick<Architecture, 'sagas'>, services: readonly Service[]): Saga[] {
  return Object.values(sagas).filter((saga) => services.some((service) => runsSaga(service, saga)));
}
