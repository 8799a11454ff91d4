import type { Architecture } from '../model/architecture.ts';
import { eventsOfSaga, indexArchitecture } from '../model/query.ts';
import { type AggregatePlay, findAggregatePlays } from './aggregate-plays.ts';
import { type Flow, findFlows, type LeftOut } from './flow.ts';
import type { Script } from './plan-system.ts';
import { findProjectionChecks, type ProjectionChecks } from './projection-checks.ts';
import { findSagaPlays, type SagaPlay } from './saga-plays.ts';

/** All of a design that proofs can follow in an environment, and what they leave out. */
export interface Findings {
  readonly flows: readonly Flow[];
  readonly sagas: readonly SagaPlay[];
  readonly aggregates: readonly AggregatePlay[];
  readonly projections: ProjectionChecks;
  readonly left: readonly LeftOut[];
  readonly script: Script;
  /** Services whose databases tell what happened. */
  readonly services: ReadonlySet<string>;
}

/** Finds what of a design can be proven. */
export function findAll(architecture: Architecture, environment: string): Findings {
  const index = indexArchitecture(architecture);
  const events = findFlows(architecture, index, environment);
  const sagas = findSagaPlays(architecture, index, environment);
  const aggregates = findAggregatePlays(architecture, environment);
  const projections = findProjectionChecks(architecture, index, environment);
  const { flows } = events;
  // An event that no handler takes may be followed by what a saga, an aggregate or a projection makes of it.
  const followed = new Set([
    ...sagas.plays.flatMap(({ saga }) => {
      const played = architecture.sagas[saga];
      return played === undefined ? [] : eventsOfSaga(played);
    }),
    ...aggregates.plays.flatMap((play) => play.events),
    ...projections.flows.map(({ event }) => event),
  ]);
  const own = new Set(flows.map(({ event }) => event));
  return {
    flows,
    sagas: sagas.plays,
    aggregates: aggregates.plays,
    projections,
    left: [
      ...events.left.filter(({ name }) => !followed.has(name)),
      ...[sagas, aggregates, projections].flatMap(({ left }) => left),
    ],
    script: {
      flows: [...flows, ...projections.flows.filter(({ event }) => !own.has(event))],
      plays: sagas.plays,
    },
    services: new Set([
      ...[...flows, ...projections.flows].flatMap(({ publisher, consumers }) => [
        publisher,
        ...consumers.map(({ service }) => service),
      ]),
      ...sagas.plays.flatMap(({ starter, coordinator, parts }) => [
        starter,
        coordinator,
        ...parts.map(({ service }) => service),
      ]),
      ...aggregates.plays.map(({ service }) => service),
      ...projections.checks.map(({ service }) => service),
    ]),
  };
}
