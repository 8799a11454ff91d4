import type { EventContract, Operation } from '../../model/architecture.ts';
import type { Schema } from '../../model/schema.ts';
import { operationNames } from '../typescript/operation-names.ts';
import { paramsSchema } from '../typescript/operation-types.ts';
import { upcastEvents } from '../typescript/plan-upcasters.ts';
import type { ServiceView } from '../typescript/service-view.ts';
import { constantNames, eventType, type PythonWorkshop, typeName } from './workshop.ts';

/** A type of data that a service meets: its model, and the constant that checks it. */
export interface ServiceType {
  /** Of the model, and of the schema in `schemas.json`. */
  readonly name: string;
  readonly schema: Schema;
  readonly about?: string | undefined;
  /** Code tells its values by their class: events that an aggregate stores. */
  readonly distinct?: boolean | undefined;
}

/** How the types of a service are called. */
export interface ServiceTypes {
  /** Those that get a constant: events, their older versions, parts of operations. */
  readonly own: readonly ServiceType[];
  /** Shared schemas that own types lead to. */
  readonly shared: readonly ServiceType[];
  readonly constant: (type: string) => string;
  ofOperation(service: string, operation: Operation): OperationTypeNames;
}

export interface OperationTypeNames {
  /** What the names of its other types begin with. */
  readonly base: string;
  readonly params: string | undefined;
  readonly request: string | undefined;
  readonly response: string | undefined;
}

/** Finds and names the types of a service. */
export function serviceTypes(workshop: PythonWorkshop, view: ServiceView): ServiceTypes {
  const { architecture, book } = workshop;
  const { served, called } = operationNames(view);
  const older = new Set(upcastEvents(view));
  const events = view.events.flatMap((event) => [
    eventOf(workshop, view, event),
    ...(older.has(event)
      ? event.previous.map(({ version, data }) => versionOf(workshop, event, version, data))
      : []),
  ]);
  const named = new Map<string, ServiceType>(events.map((type) => [type.name, type]));

  const partOf = (name: string, schema: Schema | undefined): string | undefined => {
    if (schema === undefined) return undefined;
    const type =
      schema.kind === 'ref' ? typeName(book.context.typeName(schema.id)) : typeName(book.free(name));
    if (!named.has(type)) named.set(type, { name: type, schema });
    return type;
  };
  const namesOf = (base: string, operation: Operation): OperationTypeNames => ({
    base,
    params: partOf(`${base}Params`, paramsSchema(operation)),
    request: partOf(`${base}Request`, operation.request),
    response: partOf(`${base}Response`, operation.response),
  });
  const operations = new Map<string, OperationTypeNames>();
  for (const operation of view.operations)
    operations.set(key(view.service.name, operation), namesOf(served(operation.name), operation));
  for (const { callee, operation } of view.calls)
    operations.set(
      key(callee.name, operation),
      namesOf(called(callee.name, operation.name), { ...operation, params: [] }),
    );

  const columns = view.projections.flatMap(({ projection }) =>
    projection.columns.flatMap(({ type }) => (typeof type === 'string' ? [] : [type.schema])),
  );
  const behind = book.behind([...[...named.values()].map(({ schema }) => schema), ...columns]);
  const shared = behind.flatMap((id): ServiceType[] => {
    const found = architecture.schemas[id];
    return found === undefined ? [] : [{ name: typeName(book.context.typeName(id)), schema: found.schema }];
  });
  const sharedNames = new Set(shared.map(({ name }) => name));
  const own = [...named.values()];
  return {
    // A part that only refers to a shared schema is that schema.
    own: own.filter(({ name, schema }) => !(schema.kind === 'ref' && sharedNames.has(name))),
    shared,
    constant: constantNames(own.map(({ name }) => name)),
    ofOperation: (service, operation) =>
      operations.get(key(service, operation)) ?? namesOf(operation.name, operation),
  };
}

/** All types that have a constant: own ones, and shared ones that operations take or give as they are. */
export function checkedTypes(workshop: PythonWorkshop, view: ServiceView, types: ServiceTypes): string[] {
  const parts = [
    ...view.operations.map((operation) => types.ofOperation(view.service.name, operation)),
    ...view.calls.map(({ callee, operation }) => types.ofOperation(callee.name, operation)),
  ].flatMap(({ params, request, response }) => [params, request, response]);
  void workshop;
  return [...new Set([...types.own.map(({ name }) => name), ...parts.filter((name) => name !== undefined)])];
}

function eventOf(
  workshop: PythonWorkshop,
  { aggregates }: ServiceView,
  { name, data, summary, description }: EventContract,
): ServiceType {
  const distinct = aggregates.some(({ events }) => events.some(({ event }) => event.name === name));
  return {
    name: eventType(workshop, name),
    schema: data,
    about: summary ?? description,
    ...(distinct && { distinct }),
  };
}

function versionOf(
  { book }: PythonWorkshop,
  { name, data: _ }: EventContract,
  version: string,
  data: Schema,
): ServiceType {
  return { name: typeName(book.ofVersion(name, version)), schema: data };
}

function key(service: string, { name }: Operation): string {
  return `${service}\0${name}`;
}
