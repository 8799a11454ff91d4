import type {
  Aggregate,
  ChoreographyStep,
  Column,
  OrchestrationStep,
  Projection,
  Saga,
} from '../../model/architecture.ts';
import { durationText } from '../../model/duration-text.ts';
import { type LanguageMap, mapEach, mapOfDefined } from './language-value.ts';
import { printPath, printPaths } from './path-text.ts';
import type { SchemaToValue } from './schema-value.ts';

/** An aggregate as it stands under `aggregates`. */
export function aggregateValue(aggregate: Aggregate): LanguageMap {
  return mapOfDefined([
    ['description', aggregate.description],
    ['service', aggregate.service],
    ['key', printPath(aggregate.key)],
    ['events', aggregate.events],
    ['snapshotEvery', aggregate.snapshotEvery],
  ]);
}

/** A projection as it stands under `projections`. */
export function projectionValue(projection: Projection, toValue: SchemaToValue): LanguageMap {
  return mapOfDefined([
    ['description', projection.description],
    ['service', projection.service],
    ['from', projection.from],
    ['key', printPaths(projection.key)],
    ['keys', mapEach(projection.keys, printPaths)],
    ['consistency', projection.consistency === 'immediate' ? projection.consistency : undefined],
    ['keep', projection.keep ? true : undefined],
    ['columns', columnsValue(projection.columns, toValue)],
  ]);
}

function columnsValue(columns: readonly Column[], toValue: SchemaToValue): LanguageMap {
  return Object.fromEntries(
    columns.map(({ name, type }) => [name, typeof type === 'string' ? type : toValue(type.schema)]),
  );
}

/** A saga as it stands under `sagas`. */
export function sagaValue(saga: Saga): LanguageMap {
  const isOrchestration = saga.style === 'orchestration';
  const timeout = isOrchestration ? undefined : saga.timeout;
  return mapOfDefined([
    ['style', saga.style],
    ['description', saga.description],
    ['coordinator', isOrchestration ? saga.coordinator : undefined],
    ['key', printPath(saga.key)],
    ['keys', mapEach(saga.keys, printPath)],
    ['starts', saga.starts],
    ['timeout', timeout === undefined ? undefined : durationText(timeout)],
    ['steps', isOrchestration ? saga.steps.map(commandStep) : saga.steps.map(serviceStep)],
    ['completes', saga.completes],
    ['aborts', saga.aborts],
  ]);
}

function commandStep(step: OrchestrationStep): LanguageMap {
  return mapOfDefined([
    ['name', step.name],
    ['description', step.description],
    ['command', step.command],
    ['succeeds', step.succeeds],
    ['fails', step.fails],
    ['compensate', step.compensation?.command ?? 'none'],
    ['compensated', step.compensation?.done],
    ['timeout', step.timeout === undefined ? undefined : durationText(step.timeout)],
  ]);
}

function serviceStep(step: ChoreographyStep): LanguageMap {
  return mapOfDefined([
    ['name', step.name],
    ['description', step.description],
    ['service', step.service],
    ['succeeds', step.succeeds],
    ['fails', step.fails],
    ['compensated', step.compensated ?? 'none'],
  ]);
}
