/** Projections whose rows tell how often they were changed, and by which event last. */
import type {
  EventEnvelope,
  Projection,
  ProjectionChange,
  ProjectionColumn,
  ServiceDefinition,
  ServiceWiring,
} from '../typescript/contract.ts';

/** The code of all projections of a service: every event changes every column that it can. */
export function recordingProjections({ projections }: ServiceDefinition): ServiceWiring['projections'] {
  return Object.fromEntries(
    projections.map((projection) => {
      const isInOrder = takesInOrder(projection);
      const fold = (event: EventEnvelope) => changeOf(projection.columns, isInOrder, event);
      return [
        projection.name,
        Object.fromEntries(Object.keys(projection.events).map((name) => [name, fold])),
      ];
    }),
  );
}

/** All that it takes comes from the store, in the order of positions: the last event of a row is always the same. */
function takesInOrder({ events, stored = [], immediate = false }: Projection): boolean {
  return !immediate && Object.keys(events).every((event) => stored.includes(event));
}

function changeOf(
  columns: readonly ProjectionColumn[],
  isInOrder: boolean,
  { id, time }: EventEnvelope,
): ProjectionChange {
  const increment: Record<string, number> = {};
  const greatest: Record<string, unknown> = {};
  const set: Record<string, unknown> = {};
  for (const { name, type } of columns) {
    switch (type) {
      case 'integer':
      case 'bigint':
      case 'number':
        increment[name] = 1;
        break;
      case 'timestamp':
        greatest[name] = time;
        break;
      case 'date':
        greatest[name] = time?.slice(0, 10);
        break;
      case 'text':
      case 'uuid':
        (isInOrder ? set : greatest)[name] = id;
        break;
      case 'boolean':
        set[name] = true;
        break;
      case 'json':
        set[name] = isInOrder ? { last: id } : {};
    }
  }
  return { increment, greatest, set };
}
