import { aggregateOf, bindAggregates, createAggregates, loadStream } from './aggregate.ts';
import { currentClock } from './clock.ts';
import { publishAll } from './consume-without-database.ts';
import type {
  HttpResponse,
  Operation,
  OperationContext,
  OperationRequest,
  Parameter,
  Queryable,
  Route,
  Transaction,
  UnitOfWork,
} from './contract.ts';
import { describeIssues, HttpError } from './errors.ts';
import type { Message } from './message.ts';
import { createReadProjection } from './projection.ts';
import type { Endpoint, EndpointRequest } from './server.ts';
import type { ServiceRuntime } from './service-runtime.ts';
import { createPublish, runTransaction } from './unit-of-work.ts';

/** Commits what `work` wrote and published; with `database: none` sends it when `work` is done. */
export async function runUnitOfWork<Result>(
  runtime: ServiceRuntime,
  work: (unit: UnitOfWork) => Promise<Result>,
): Promise<Result> {
  if (runtime.database) {
    return await runTransaction(runtime.database, runtime.definition, ({ tx, publish, transaction }) =>
      work({ tx, publish, aggregates: createAggregates(runtime, transaction) }),
    );
  }
  const messages: Message[] = [];
  const result = await work({
    get tx(): Transaction {
      throw noDatabase(runtime);
    },
    publish: createPublish(runtime.definition, (message) => messages.push(message)),
    aggregates: {},
  });
  await publishAll(runtime, messages);
  return result;
}

/**
 * The endpoint of an operation of the design: converts and validates, runs the handler, checks its answer.
 * @param admit throws for a caller who may not
 */
export function operationEndpoint(
  runtime: ServiceRuntime,
  operation: Operation,
  admit: (headers: EndpointRequest['headers']) => void,
): Endpoint {
  const handler = runtime.wiring.operations[operation.name];
  if (!handler) throw new Error(`There is no handler for operation '${operation.name}'`);
  return {
    name: `${operation.method} ${operation.path}`,
    quiet: false,
    async handle(request): Promise<HttpResponse> {
      admit(request.headers);
      const params = readParameters(operation.parameters, request);
      reject('Parameters are not valid', operation.validateParams?.(params));
      reject('The body is not valid', operation.validateRequest?.(request.body));
      const input: OperationRequest = { params, body: request.body, headers: request.headers };
      const stored = { position: 0 };
      const body = await handler(
        input as OperationRequest<never, never>,
        createContext(runtime, request, stored) as never,
      );
      const issues = operation.validateResponse?.(body) ?? [];
      if (issues.length > 0) {
        throw new Error(
          `The response of '${operation.name}' does not fit its schema: ${describeIssues(issues)}`,
        );
      }
      return answer({ body }, stored);
    },
  };
}

/** A route of the team's own: what is sent is neither converted nor checked. */
export function routeEndpoint(runtime: ServiceRuntime, route: Route<never>): Endpoint {
  return {
    name: `${route.method} ${route.path}`,
    quiet: false,
    async handle(request) {
      const stored = { position: 0 };
      return answer(await route.handle(request, createContext(runtime, request, stored) as never), stored);
    },
  };
}

/** Tells the caller how far read models have to be to know of what was stored: `?position=` of their routes. */
function answer(response: HttpResponse, { position }: { readonly position: number }): HttpResponse {
  if (position === 0) return response;
  return { ...response, headers: { 'eda-position': String(position), ...response.headers } };
}

/** @param stored is told of the last position that the request's transactions stored */
function createContext(
  runtime: ServiceRuntime,
  request: EndpointRequest,
  stored: { position: number },
): OperationContext {
  const noting: ServiceRuntime = {
    ...runtime,
    appended(position) {
      stored.position = Math.max(stored.position, position);
      runtime.appended(position);
    },
  };
  const database: Queryable = runtime.database ?? { query: () => Promise.reject(noDatabase(runtime)) };
  return {
    logger: runtime.logger,
    correlationId: request.correlationId,
    signal: runtime.aborted,
    call: runtime.calls,
    now: () => currentClock().now(),
    newId: () => currentClock().newId(),
    database,
    projection: createReadProjection(runtime.definition.projections, database),
    aggregates: runtime.database ? ownTransactions(noting, runtime.database) : {},
    transaction: (work) => runUnitOfWork(noting, work),
  };
}

/** Aggregates of which each command is a transaction of its own. */
function ownTransactions(runtime: ServiceRuntime, database: Queryable): object {
  return bindAggregates(runtime, ({ definition, code }) => ({
    execute: (id, command) =>
      runUnitOfWork(runtime, ({ aggregates }) =>
        aggregateOf(aggregates, definition.name).execute(id, command),
      ),
    load: (id) => loadStream(database, definition, code, id),
  }));
}

function noDatabase(runtime: ServiceRuntime): Error {
  return new Error(`Service '${runtime.definition.name}' has no database (database: none)`);
}

function reject(message: string, issues: HttpError['issues'] | undefined): void {
  if (issues && issues.length > 0) throw new HttpError(400, message, issues);
}

function readParameters(parameters: readonly Parameter[], request: EndpointRequest): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  for (const parameter of parameters) {
    const text =
      parameter.in === 'path'
        ? request.params[parameter.name]
        : (request.query.get(parameter.name) ?? undefined);
    if (text !== undefined) values[parameter.name] = convert(parameter, text);
  }
  return values;
}

function convert({ name, type }: Parameter, text: string): unknown {
  if (type === 'string') return text;
  if (type === 'boolean' && (text === 'true' || text === 'false')) return text === 'true';
  const number = /^-?\d+(\.\d+)?([eE][+-]?\d+)?$/.test(text) ? Number(text) : Number.NaN;
  const fits =
    type === 'integer' ? Number.isSafeInteger(number) : type === 'number' && Number.isFinite(number);
  if (fits) return number;
  throw new HttpError(400, 'Parameters are not valid', [{ path: name, message: `must be of type ${type}` }]);
}
