import type { Architecture } from '../../model/architecture.ts';
import { pascalCase } from '../../model/names.ts';

/**
 * Names of the shared schemas' types, by id: those of the design, but for those that would hide a type of the
 * language (`Error`, `Promise`), of the runtime, or one that is made for an operation, a handler or a projection.
 * They end in `Value`.
 */
export function sharedTypeNames(architecture: Architecture, events: readonly string[]): Map<string, string> {
  const schemas = Object.values(architecture.schemas);
  const used = new Set([...vocabulary, ...derivedNames(architecture, events)]);
  const own = new Set(schemas.map(({ typeName }) => typeName));
  const names = new Map<string, string>();
  for (const { id, typeName } of schemas) {
    let name = typeName;
    while (used.has(name) || (name !== typeName && own.has(name))) name += 'Value';
    used.add(name);
    names.set(id, name);
  }
  return names;
}

function* derivedNames(
  { services, projections, aggregates }: Architecture,
  events: readonly string[],
): Iterable<string> {
  for (const event of events) for (const end of ['Handler', 'Reactions']) yield event + end;
  for (const { name, operations } of Object.values(services)) {
    for (const operation of Object.keys(operations)) {
      for (const start of [operation, `${name}.${operation}`].map(pascalCase))
        for (const end of ['Operation', 'Params', 'Request', 'Response']) yield start + end;
    }
  }
  for (const name of Object.keys(projections)) {
    for (const end of ['Columns', 'Projection', 'Row']) yield pascalCase(name) + end;
  }
  for (const name of Object.keys(aggregates)) {
    for (const end of ['Command', 'Decide', 'Event', 'Evolve', 'State']) yield pascalCase(name) + end;
  }
}

/** Of the language, of the runtime's contract, and of what is generated beside it. */
const vocabulary = (
  'Array ArrayBuffer BigInt Boolean Buffer DataView Date Error Exclude Extract Function Iterable Iterator JSON Map ' +
  'Math NonNullable Number Object Omit Parameters Partial Pick Promise PromiseLike PropertyKey Proxy Readonly ' +
  'ReadonlyArray ReadonlyMap ReadonlySet Record Reflect RegExp Request Required Response ReturnType Set String ' +
  'Symbol Uint8Array URL WeakMap WeakRef WeakSet ' +
  'Aggregate AggregateCodes Aggregates Decide DomainEvent Evolve Scenario Call CallError CallOptions Calls Consumer DropError Environment EventData EventEnvelope EventMap Handler ' +
  'HandlerContext Handlers HttpError Logger OperationContext OperationHandler OperationRequest Operations OwnEvents ' +
  'Project Projection ProjectionChange Projections Publish PublishOptions PublishedEvents Queryable ReadProjection ' +
  'RetryableError Route RunningService ServiceContext ServiceDefinition ServiceOptions ServiceTestKit ServiceUnit ' +
  'ServiceWiring TakenEvents TestKit TestKitOptions Transaction ' +
  'UnitOfWork Upcaster Validate ValidationIssue WorkContext'
).split(' ');
