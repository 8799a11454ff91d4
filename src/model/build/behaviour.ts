import { type Place, placeAt } from '../../diagnostics/diagnostic.ts';
import type {
  Aggregate,
  ById,
  Choreography,
  Column,
  Orchestration,
  OrchestrationStep,
  Projection,
  Saga,
} from '../architecture.ts';
import { isColumnType } from '../column-types.ts';
import type { Definition } from './merge.ts';
import type { Scope } from './scope.ts';
import {
  byId,
  durationOf,
  entriesOf,
  type Json,
  mapOf,
  numberOf,
  optional,
  pathOf,
  pathsOf,
  textOf,
  textsOf,
} from './values.ts';

/** Reads the event-sourced write models. One whose service is unknown is left out. */
export function readAggregates(scope: Scope): ById<Aggregate> {
  return byId(
    [...scope.definitions.aggregates].flatMap(([name, { value, at }]) => {
      const service = serviceOf(scope, value, at, 'service');
      if (service === undefined) return [];
      const aggregate: Aggregate = {
        name,
        ...optional('description', textOf(value.description)),
        service,
        key: pathOf(textOf(value.key) ?? ''),
        events: eventsAt(scope, value, at, 'events'),
        ...optional('snapshotEvery', numberOf(value.snapshotEvery)),
        at,
      };
      return [[name, aggregate] as const];
    }),
  );
}

/** Reads the read models. One whose service is unknown is left out. */
export function readProjections(scope: Scope): ById<Projection> {
  return byId(
    [...scope.definitions.projections].flatMap(([name, { value, at }]) => {
      const service = serviceOf(scope, value, at, 'service');
      if (service === undefined) return [];
      const projection: Projection = {
        name,
        ...optional('description', textOf(value.description)),
        service,
        from: eventsAt(scope, value, at, 'from'),
        key: pathsOf(value.key),
        keys: byId(
          entriesOf(value.keys).flatMap(([event, key]) => {
            const known = scope.names.event(event, { ...placeAt(at, 'keys', event), on: 'key' });
            return known === undefined ? [] : [[event, pathsOf(key)] as const];
          }),
        ),
        consistency: value.consistency === 'immediate' ? 'immediate' : 'eventual',
        keep: value.keep === true,
        columns: entriesOf(value.columns).map(([column, type]) =>
          readColumn(scope, column, type, placeAt(at, 'columns', column)),
        ),
        at,
      };
      return [[name, projection] as const];
    }),
  );
}

function readColumn(scope: Scope, name: string, type: unknown, at: Place): Column {
  if (isColumnType(type)) return { name, type };
  return { name, type: { schema: scope.schemas.read(typeof type === 'object' ? type : true, at) } };
}

/** Reads the sagas. One that lacks its start, end or coordinator is left out: nothing could be said of it. */
export function readSagas(scope: Scope): ById<Saga> {
  return byId(
    [...scope.definitions.sagas].flatMap(([name, definition]) => {
      const saga =
        definition.value.style === 'choreography'
          ? readChoreography(scope, name, definition)
          : readOrchestration(scope, name, definition);
      return saga === undefined ? [] : [[name, saga] as const];
    }),
  );
}

function readOrchestration(scope: Scope, name: string, { value, at }: Definition): Orchestration | undefined {
  const coordinator = serviceOf(scope, value, at, 'coordinator');
  const base = readSagaBase(scope, name, value, at);
  const steps = listOf(value.steps).map((step, index) =>
    readOrchestrationStep(scope, step, placeAt(at, 'steps', index)),
  );
  if (coordinator === undefined || base === undefined) return undefined;
  return {
    ...base,
    style: 'orchestration',
    coordinator,
    steps: steps.filter((step) => step !== undefined),
  };
}

function readOrchestrationStep(scope: Scope, value: Json, at: Place): OrchestrationStep | undefined {
  const command = eventAt(scope, value, at, 'command');
  const succeeds = eventAt(scope, value, at, 'succeeds');
  const fails = eventAt(scope, value, at, 'fails');
  const undo = value.compensate === 'none' ? undefined : eventAt(scope, value, at, 'compensate');
  const done = eventAt(scope, value, at, 'compensated');
  if (command === undefined || succeeds === undefined) return undefined;
  return {
    name: textOf(value.name) ?? command,
    ...optional('description', textOf(value.description)),
    command,
    succeeds,
    ...optional('fails', fails),
    ...(undo === undefined || done === undefined ? {} : { compensation: { command: undo, done } }),
    ...optional('timeout', durationOf(value.timeout)),
    at,
  };
}

function readChoreography(scope: Scope, name: string, { value, at }: Definition): Choreography | undefined {
  const base = readSagaBase(scope, name, value, at);
  const steps = listOf(value.steps).flatMap((step, index) => {
    const place = placeAt(at, 'steps', index);
    const service = serviceOf(scope, step, place, 'service');
    const succeeds = eventAt(scope, step, place, 'succeeds');
    const fails = eventAt(scope, step, place, 'fails');
    const compensated = step.compensated === 'none' ? undefined : eventAt(scope, step, place, 'compensated');
    if (service === undefined || succeeds === undefined) return [];
    return [
      {
        name: textOf(step.name) ?? succeeds,
        ...optional('description', textOf(step.description)),
        service,
        succeeds,
        ...optional('fails', fails),
        ...optional('compensated', compensated),
        at: place,
      },
    ];
  });
  if (base === undefined) return undefined;
  return { ...base, style: 'choreography', ...optional('timeout', durationOf(value.timeout)), steps };
}

function readSagaBase(
  scope: Scope,
  name: string,
  value: Json,
  at: Place,
): Omit<Orchestration, 'style' | 'coordinator' | 'steps'> | undefined {
  const starts = eventAt(scope, value, at, 'starts');
  const completes = eventAt(scope, value, at, 'completes');
  const aborts = eventAt(scope, value, at, 'aborts');
  if (starts === undefined || completes === undefined || aborts === undefined) return undefined;
  return {
    name,
    ...optional('description', textOf(value.description)),
    key: pathOf(textOf(value.key) ?? ''),
    keys: byId(
      entriesOf(value.keys).flatMap(([event, path]) => {
        const known = scope.names.event(event, { ...placeAt(at, 'keys', event), on: 'key' });
        return known === undefined || typeof path !== 'string' ? [] : [[event, pathOf(path)] as const];
      }),
    ),
    starts,
    completes,
    aborts,
    at,
  };
}

function listOf(value: unknown): Json[] {
  return Array.isArray(value) ? value.map(mapOf) : [];
}

function serviceOf(scope: Scope, value: Json, at: Place, key: string): string | undefined {
  const name = textOf(value[key]);
  return name === undefined ? undefined : scope.names.service(name, placeAt(at, key));
}

function eventAt(scope: Scope, value: Json, at: Place, key: string): string | undefined {
  const name = textOf(value[key]);
  return name === undefined ? undefined : scope.names.event(name, placeAt(at, key));
}

function eventsAt(scope: Scope, value: Json, at: Place, key: string): string[] {
  return textsOf(value[key]).flatMap((name, index) => {
    const known = scope.names.event(name, placeAt(at, key, index));
    return known === undefined ? [] : [known];
  });
}
