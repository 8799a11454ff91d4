import type { Architecture, Choreography, Orchestration, OrchestrationStep, Saga } from './architecture.ts';
import { durationText } from './duration-text.ts';
import type { ArchitectureIndex } from './query.ts';
import { runsSaga } from './saga-parts.ts';

/** A message of a run, from one service to another. */
export interface SagaHop {
  /** undefined: nobody does so in the design. */
  readonly from: string | undefined;
  readonly to: string | undefined;
  readonly event: string;
  readonly kind: 'command' | 'event';
}

/** A moment of a run in which nothing comes. */
export interface SagaSilence {
  readonly service: string | undefined;
  /** What is not answered. */
  readonly step: string;
  /** Milliseconds; undefined: for ever. */
  readonly timeout: number | undefined;
}

/** One way that a run can take, from its start to its end. */
export interface SagaPath {
  /** A clause: "take-payment fails". */
  readonly title: string;
  readonly moments: readonly (SagaHop | SagaSilence)[];
  /** `never`: nothing ends it. */
  readonly end: 'completed' | 'compensated' | 'aborted' | 'never';
  /** The event that tells of the end. */
  readonly event?: string;
}

/** Tells a moment in which nothing comes from a message. */
export function isSilence(moment: SagaHop | SagaSilence): moment is SagaSilence {
  return 'step' in moment;
}

/** All ways that runs of a saga can take: the one where all goes well first, then those of each step. */
export function findSagaPaths(
  saga: Saga,
  architecture: Pick<Architecture, 'services'>,
  index: ArchitectureIndex,
): SagaPath[] {
  return saga.style === 'orchestration'
    ? orchestrationPaths(saga, index)
    : choreographyPaths(saga, architecture, index);
}

function orchestrationPaths(saga: Orchestration, index: ArchitectureIndex): SagaPath[] {
  const { coordinator, steps } = saga;
  const handler = (command: string): string | undefined => index.subscribersOf(command)[0]?.service.name;
  const publisher = index.publishersOf(saga.starts)[0]?.service.name;
  const start: SagaHop = { from: publisher, to: coordinator, event: saga.starts, kind: 'event' };
  const ask = (command: string): SagaHop => ({
    from: coordinator,
    to: handler(command),
    event: command,
    kind: 'command',
  });
  const answer = (command: string, event: string): SagaHop => ({
    from: handler(command),
    to: coordinator,
    event,
    kind: 'event',
  });
  const done = (count: number): SagaHop[] =>
    steps.slice(0, count).flatMap((step) => [ask(step.command), answer(step.command, step.succeeds)]);
  const undone = (count: number): SagaHop[] =>
    steps
      .slice(0, count)
      .reverse()
      .flatMap(({ compensation }) =>
        compensation === undefined
          ? []
          : [ask(compensation.command), answer(compensation.command, compensation.done)],
      );
  const aborts: Pick<SagaPath, 'end' | 'event'> = { end: 'compensated', event: saga.aborts };
  const ofStep = (step: OrchestrationStep, at: number): SagaPath[] => {
    const before = [start, ...done(at), ask(step.command)];
    const silence: SagaSilence = { service: coordinator, step: step.name, timeout: step.timeout };
    const fails: SagaPath[] =
      step.fails === undefined
        ? []
        : [
            {
              title: `${step.name} fails`,
              moments: [...before, answer(step.command, step.fails), ...undone(at)],
              ...aborts,
            },
          ];
    const late: SagaPath =
      step.timeout === undefined
        ? { title: `${step.name} does not answer`, moments: [...before, silence], end: 'never' }
        : {
            title: `${step.name} does not answer in ${durationText(step.timeout)}`,
            moments: [...before, silence, ...undone(at + 1)],
            ...aborts,
          };
    return [...fails, late];
  };
  return [
    {
      title: 'all goes well',
      moments: [start, ...done(steps.length)],
      end: 'completed',
      event: saga.completes,
    },
    ...steps.flatMap(ofStep),
  ];
}

function choreographyPaths(
  saga: Choreography,
  { services }: Pick<Architecture, 'services'>,
  index: ArchitectureIndex,
): SagaPath[] {
  const { steps } = saga;
  const starter =
    Object.values(services).find((service) => runsSaga(service, saga))?.name ??
    index.publishersOf(saga.starts)[0]?.service.name;
  const doer = (at: number): string | undefined => steps[at]?.service ?? starter;
  const told = (count: number): SagaHop[] => [
    { from: starter, to: doer(0), event: saga.starts, kind: 'event' },
    ...steps.slice(0, count).map(
      ({ service, succeeds }, at): SagaHop => ({
        from: service,
        to: doer(at + 1),
        event: succeeds,
        kind: 'event',
      }),
    ),
  ];
  const undone = (count: number): SagaHop[] =>
    steps.slice(0, count).flatMap(({ service, compensated }): SagaHop[] =>
      compensated === undefined
        ? []
        : [
            { from: starter, to: service, event: saga.aborts, kind: 'event' },
            { from: service, to: undefined, event: compensated, kind: 'event' },
          ],
    );
  const aborts: Pick<SagaPath, 'end' | 'event'> = { end: 'aborted', event: saga.aborts };
  return [
    { title: 'all goes well', moments: told(steps.length), end: 'completed', event: saga.completes },
    ...steps.flatMap(({ name, service, fails }, at): SagaPath[] =>
      fails === undefined
        ? []
        : [
            {
              title: `${name} fails`,
              moments: [
                ...told(at),
                { from: service, to: starter, event: fails, kind: 'event' },
                ...undone(at),
              ],
              ...aborts,
            },
          ],
    ),
    ...steps.map(({ name }, at): SagaPath => {
      const silence: SagaSilence = { service: starter, step: name, timeout: saga.timeout };
      const moments = [...told(at), silence];
      return saga.timeout === undefined
        ? { title: `${name} does not answer`, moments, end: 'never' }
        : {
            title: `${name} does not answer in ${durationText(saga.timeout)} since the start`,
            moments: [...moments, ...undone(steps.length)],
            ...aborts,
          };
    }),
  ];
}
