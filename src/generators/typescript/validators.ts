import type { EventContract, Operation } from '../../model/architecture.ts';
import type { Schema } from '../../model/schema.ts';
import { operationNames } from './operation-names.ts';
import { paramsSchema } from './operation-types.ts';
import { type Code, expression } from './print-code.ts';
import { type ServiceView, takenEvents } from './service-view.ts';
import type { TypeBook } from './type-book.ts';

/** A validator of a service's `validators.ts`. */
export interface Validator {
  readonly functionName: string;
  readonly schema: Schema;
}

/** Names of the validators of a service, as expressions for its definition. */
export interface Validators {
  ofEvent(event: EventContract): Code;
  /** `service` is the one that serves the operation. undefined: there are no parameters. */
  ofParams(service: string, operation: Operation): Code;
  ofRequest(service: string, operation: Operation): Code;
  ofResponse(service: string, operation: Operation): Code;
}

/** How the validators of a service are called. */
export function nameValidators(book: TypeBook, view: ServiceView): Validators {
  const nameOf = nameOperation(view);
  const of = (validator: Validator | undefined): Code =>
    validator && expression(validator.functionName, validator.functionName);
  return {
    ofEvent: (event) => of(eventValidator(book, event)),
    ofParams: (service, operation) => of(paramsValidator(book, nameOf(service, operation), operation)),
    ofRequest: (service, operation) =>
      of(partValidator(book, nameOf(service, operation), operation, 'Request')),
    ofResponse: (service, operation) =>
      of(partValidator(book, nameOf(service, operation), operation, 'Response')),
  };
}

/** The validators that a service needs beside those of shared schemas. */
export function validatorsOf(book: TypeBook, view: ServiceView): Validator[] {
  const { service, operations, calls } = view;
  const events = validatedEvents(view).map((event) => eventValidator(book, event));
  const nameOf = nameOperation(view);
  const partsOf = (serving: string, operation: Operation) => {
    const name = nameOf(serving, operation);
    return [
      partValidator(book, name, operation, 'Request'),
      partValidator(book, name, operation, 'Response'),
    ];
  };
  const served = operations.flatMap((operation) => [
    paramsValidator(book, nameOf(service.name, operation), operation),
    ...partsOf(service.name, operation),
  ]);
  const called = calls.flatMap(({ operation, callee }) => partsOf(callee.name, operation));
  const byName = new Map<string, Validator>();
  for (const validator of [...events, ...served, ...called]) {
    if (validator !== undefined && !isShared(validator)) byName.set(validator.functionName, validator);
  }
  return [...byName.values()];
}

/** Events that pass through the service's code: published or taken. */
export function validatedEvents(view: ServiceView): EventContract[] {
  return [...new Set([...view.published, ...takenEvents(view)])];
}

/** The function that checks a shared schema. */
export function sharedValidator(book: TypeBook, id: string): Validator {
  return { functionName: `validate${book.context.typeName(id)}`, schema: { kind: 'ref', id } };
}

/** A validator that only refers to a shared one is the shared one. */
function isShared({ schema }: Validator): boolean {
  return schema.kind === 'ref';
}

/** The function that checks an event's data. */
export function eventValidator(book: TypeBook, event: EventContract): Validator {
  const { data } = event;
  if (data.kind === 'ref') return sharedValidator(book, data.id);
  return { functionName: `validate${book.ofEvent(event.name)}`, schema: data };
}

function paramsValidator(book: TypeBook, name: string, operation: Operation): Validator | undefined {
  const schema = paramsSchema(operation);
  return schema && { functionName: `validate${book.free(`${name}Params`)}`, schema };
}

function partValidator(
  book: TypeBook,
  name: string,
  operation: Operation,
  part: 'Request' | 'Response',
): Validator | undefined {
  const schema = part === 'Request' ? operation.request : operation.response;
  if (schema === undefined) return undefined;
  if (schema.kind === 'ref') return sharedValidator(book, schema.id);
  return { functionName: `validate${book.free(name + part)}`, schema };
}

/** Operations of others are told apart by the service that serves them. */
function nameOperation(view: ServiceView): (service: string, operation: Operation) => string {
  const { served, called } = operationNames(view);
  return (service, { name }) => (service === view.service.name ? served(name) : called(service, name));
}
