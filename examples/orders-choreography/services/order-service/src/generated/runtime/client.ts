import { backoffMs } from './backoff.ts';
import { type CircuitBreaker, createCircuitBreaker } from './circuit-breaker.ts';
import type { Call, Logger, ServiceDefinition } from './contract.ts';
import { CallError, describeIssues, isTransient, toError } from './errors.ts';
import { currentFlow } from './flow-context.ts';
import type { HttpAnswer, SendHttp } from './http-client.ts';
import type { Metrics } from './metrics.ts';
import type { Sidecar } from './sidecar.ts';
import { runInSpan } from './tracing.ts';

export interface CallOptions {
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

/** `params` holds those of path and query; `body` is sent as JSON. */
export type CallOperation = (
  request?: { readonly params?: Readonly<Record<string, unknown>>; readonly body?: unknown },
  options?: CallOptions,
) => Promise<unknown>;

export interface ClientDependencies {
  readonly sidecar: Pick<Sidecar, 'invoke'>;
  readonly send: SendHttp;
  readonly metrics: Metrics;
  readonly logger: Logger;
  readonly random?: () => number;
}

/** Clients of every operation in `calls`: `clients[service][operation](request)`. */
export function createClients(
  definition: ServiceDefinition,
  dependencies: ClientDependencies,
): Record<string, Record<string, CallOperation>> {
  return Object.fromEntries(
    Object.entries(definition.calls).map(([service, operations]) => [
      service,
      Object.fromEntries(
        Object.entries(operations).map(([name, call]) => [
          name,
          createCall(`${service}.${name}`, call, dependencies),
        ]),
      ),
    ]),
  );
}

function createCall(name: string, call: Call, dependencies: ClientDependencies): CallOperation {
  const breaker = call.circuitBreaker && createCircuitBreaker(call.circuitBreaker);
  const { metrics, logger } = dependencies;
  if (breaker)
    metrics.watch('eda_circuit_open', { call: name }, () => (breaker.state() === 'closed' ? 0 : 1));
  return async (request = {}, options = {}) => {
    const issues = call.validateRequest?.(request.body) ?? [];
    if (issues.length > 0)
      throw new CallError(`Request to ${name} is not valid: ${describeIssues(issues)}`, 400);
    const path = fillPath(call, request.params ?? {});
    try {
      const result = await runInSpan(name, 'client', currentFlow()?.traceparent, {}, (traceparent) =>
        attemptCall(name, call, breaker, dependencies, { path, body: request.body, options, traceparent }),
      );
      metrics.count('eda_calls_total', { call: name, outcome: 'answered' });
      return result;
    } catch (thrown) {
      // A caller that gave up wants no fallback, and a refusal (4xx) is an answer.
      const refused = thrown instanceof CallError && thrown.status >= 400 && thrown.status < 500;
      if (!call.fallback || refused || options.signal?.aborted) {
        metrics.count('eda_calls_total', { call: name, outcome: 'failed' });
        throw thrown;
      }
      metrics.count('eda_calls_total', { call: name, outcome: 'fallback' });
      logger.warn('call failed, fallback used', { call: name, error: toError(thrown).message });
      return structuredClone(call.fallback.value);
    } finally {
    }
  };
}

interface Outgoing {
  readonly path: string;
  readonly body: unknown;
  readonly options: CallOptions;
  readonly traceparent: string | undefined;
}

async function attemptCall(
  name: string,
  call: Call,
  breaker: CircuitBreaker | undefined,
  dependencies: ClientDependencies,
  outgoing: Outgoing,
): Promise<unknown> {
  for (let attempt = 1; ; attempt += 1) {
    if (breaker && !breaker.admit())
      throw new CallError(`${name} is not called: its circuit breaker is open`, 0);
    try {
      const answer = await sendCall(call, dependencies, outgoing);
      const failure = failureOf(name, answer);
      if (failure && isTransient(failure)) throw failure;
      const value = failure ?? readAnswer(name, call, answer);
      breaker?.succeeded();
      if (failure) throw failure;
      return value;
    } catch (thrown) {
      const error =
        thrown instanceof CallError ? thrown : new CallError(`${name}: ${toError(thrown).message}`, 0);
      if (!isTransient(error) || outgoing.options.signal?.aborted) {
        if (isTransient(error)) breaker?.abandoned();
        throw error;
      }
      breaker?.failed();
      if (attempt >= call.retry.attempts) throw error;
      await pause(call, attempt, dependencies, outgoing.options.signal);
    }
  }
}

function sendCall(call: Call, dependencies: ClientDependencies, outgoing: Outgoing): Promise<HttpAnswer> {
  const { path, body, options, traceparent } = outgoing;
  const correlationId = currentFlow()?.correlationId;
  const request = {
    method: call.method,
    headers: {
      accept: 'application/json',
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...(correlationId && { 'x-correlation-id': correlationId }),
      ...(traceparent && { traceparent }),
      ...options.headers,
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
    timeoutMs: call.timeoutMs,
    ...(options.signal && { signal: options.signal }),
  };
  if ('appId' in call.target) return dependencies.sidecar.invoke(call.target.appId, path, request);
  return dependencies.send({ ...request, url: `${call.target.baseUrl.replace(/\/+$/, '')}${path}` });
}

function failureOf(name: string, answer: HttpAnswer): CallError | undefined {
  if (answer.status >= 200 && answer.status <= 299) return undefined;
  return new CallError(`${name} answered ${answer.status}`, answer.status, answer.body);
}

function readAnswer(name: string, call: Call, answer: HttpAnswer): unknown {
  if (answer.body === '') return undefined;
  let value: unknown;
  try {
    value = JSON.parse(answer.body);
  } catch {
    throw new CallError(`${name} answered what is not JSON`, 502, answer.body);
  }
  const issues = call.validateResponse?.(value) ?? [];
  if (issues.length === 0) return value;
  throw new CallError(`${name} answered what does not fit: ${describeIssues(issues)}`, 502, answer.body);
}

async function pause(
  call: Call,
  attempt: number,
  dependencies: ClientDependencies,
  signal: AbortSignal | undefined,
): Promise<void> {
  const { backoff, intervalMs = 500, maxMs = 30_000 } = call.retry;
  const ms =
    backoff === 'constant'
      ? intervalMs
      : backoffMs({ initialMs: intervalMs, maxMs }, attempt, dependencies.random);
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal?.addEventListener(
      'abort',
      () => {
        clearTimeout(timer);
        resolve();
      },
      { once: true },
    );
  });
}

/** Fills `{name}` and the query; every value is encoded, so that none adds a path segment or a parameter. */
function fillPath(call: Call, params: Readonly<Record<string, unknown>>): string {
  const query = new URLSearchParams();
  let path = call.path;
  for (const { name, in: place } of call.parameters) {
    const value = params[name];
    if (place === 'query') {
      if (value !== undefined) query.set(name, String(value));
      continue;
    }
    const text = value === undefined ? '' : String(value);
    // `..` survives encoding, and would be resolved away on the road.
    if (text === '' || text === '.' || text === '..') {
      throw new CallError(`Parameter '${name}' can't be '${text}' in ${call.path}`, 400);
    }
    path = path.replace(`{${name}}`, () => encodeURIComponent(text));
  }
  return query.size > 0 ? `${path}?${query}` : path;
}
