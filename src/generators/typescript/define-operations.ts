import type { Architecture, Operation } from '../../model/architecture.ts';
import { callersOf } from '../../model/callers.ts';
import { groupBy } from '../../model/group-by.ts';
import type { Schema } from '../../model/schema.ts';
import { type DefinitionContext, record, retryPolicy } from './definition-context.ts';
import type { Code } from './print-code.ts';
import type { CallView } from './service-view.ts';

/** An operation that the service serves, as `Operation`. */
export function servedOperation(context: DefinitionContext, operation: Operation): Code {
  const { validators, view, architecture } = context;
  const { name: service } = view.service;
  const callers = callersOf(architecture, view.service, operation);
  return {
    name: operation.name,
    method: operation.method.toUpperCase(),
    path: operation.path,
    callers: callers.services,
    fromOutside: callers.fromOutside,
    parameters: parametersOf(context, operation),
    validateParams: validators.ofParams(service, operation),
    validateRequest: operation.request && validators.ofRequest(service, operation),
    validateResponse: operation.response && validators.ofResponse(service, operation),
  };
}

function parametersOf({ architecture }: DefinitionContext, operation: Operation): Code[] {
  return operation.params.map(({ name, in: place, schema }) => ({
    name,
    type: parameterType(schema, architecture.schemas),
    in: place,
  }));
}

/** What the text of a parameter is converted to before it is checked. */
function parameterType(schema: Schema, schemas: Architecture['schemas'], depth = 0): string {
  switch (schema.kind) {
    case 'boolean':
      return 'boolean';
    case 'number':
      return schema.integer ? 'integer' : 'number';
    case 'enum':
      return schema.values.every((value) => typeof value === 'number') ? 'number' : 'string';
    case 'ref': {
      const target = schemas[schema.id]?.schema;
      return target === undefined || depth > 100 ? 'string' : parameterType(target, schemas, depth + 1);
    }
    case 'intersection':
      return (
        schema.of.map((part) => parameterType(part, schemas, depth + 1)).find((type) => type !== 'string') ??
        'string'
      );
    default:
      return 'string';
  }
}

/** The operations that the service calls, by service and name, as `Call`. */
export function clientCalls(context: DefinitionContext): Code {
  const byService = groupBy(context.view.calls, ({ call }) => call.service);
  return record(
    [...byService].map(([service, views]) => [
      service,
      record(views.map((view) => [view.call.operation, clientCall(context, view)])),
    ]),
  );
}

function clientCall(context: DefinitionContext, view: CallView): Code {
  const { validators, environment } = context;
  const { call, operation, callee } = view;
  const url = callee.in[environment]?.url ?? callee.url;
  const { failures, open } = call.circuitBreaker;
  return {
    method: operation.method.toUpperCase(),
    path: operation.path,
    parameters: parametersOf(context, operation),
    target: callee.external && url !== undefined ? { baseUrl: url } : { appId: callee.name },
    timeoutMs: call.timeout,
    retry: retryPolicy(call.retry),
    circuitBreaker: { failures, openMs: open },
    fallback: call.fallback && { value: call.fallback.value as Code },
    validateRequest: operation.request && validators.ofRequest(callee.name, operation),
    validateResponse: operation.response && validators.ofResponse(callee.name, operation),
  };
}
