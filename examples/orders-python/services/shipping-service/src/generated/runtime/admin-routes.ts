import { readDeadLetterFilter, readTraceRequest } from './admin-query.ts';
import { isSecret } from './admission.ts';
import type { HttpResponse, ServiceDefinition } from './contract.ts';
import type { Database } from './database.ts';
import { listDeadLetters, readDeadLetter } from './dead-letter.ts';
import { HttpError } from './errors.ts';
import { eventStoreRoutes } from './event-store-routes.ts';
import { findFlowRecords } from './flow-records.ts';
import { listParked, measureOutbox, retryParked, skipParked } from './outbox-admin.ts';
import type { RelayState } from './relay.ts';
import { discardDeadLetter, type ReplayResult, rehearseReplay, replayDeadLetter } from './replay.ts';
import { answerDeliver, answerHistory } from './replay-routes.ts';
import { limitOf } from './request-limit.ts';
import { type CompiledRoute, compileRoute } from './router.ts';
import { sagaRoutes } from './saga-routes.ts';
import type { Endpoint, EndpointRequest } from './server.ts';
import type { ServiceRuntime } from './service-runtime.ts';

/** What these routes can do: tools that need more than an older service has say so. */
const ADMIN_VERSION = 2;
/** A page of events that are delivered again. */
const DELIVER_LIMIT = 33_554_432;
const LOOPBACK = new Set(['127.0.0.1', '::1', '::ffff:127.0.0.1']);

/**
 * For operators and their tools: what is stuck, and what to do about it. Only from this machine, and only with the bearer token of
 * EDA_ADMIN_TOKEN; where none is set they are closed.
 */
export function adminRoutes(
  runtime: ServiceRuntime,
  token: string | undefined,
  relayState: () => RelayState | undefined,
): CompiledRoute<Endpoint>[] {
  const withDatabase = (handle: (database: Database, request: EndpointRequest) => Promise<HttpResponse>) => {
    return async (request: EndpointRequest) => {
      if (!runtime.database) throw new HttpError(404, 'The service has no database');
      return await handle(runtime.database, request);
    };
  };
  const route = (method: string, path: string, handle: Endpoint['handle'], bodyLimit?: number) =>
    compileRoute<Endpoint>(method, path, {
      name: `${method} ${path}`,
      quiet: false,
      ...(bodyLimit && { bodyLimit }),
      handle: async (request) => {
        authorise(request, token);
        return await handle(request);
      },
    });
  return [
    route('GET', '/eda/status', async () => ({
      body: { ...describeService(runtime.definition), admin: ADMIN_VERSION, relay: relayState() ?? null },
    })),
    route(
      'GET',
      '/eda/dlq',
      withDatabase(async (database, { query }) => ({
        body: await listDeadLetters(database, readDeadLetterFilter(runtime.definition, query)),
      })),
    ),
    route(
      'GET',
      '/eda/dlq/{id}',
      withDatabase(async (database, request) => {
        const letter = await readDeadLetter(database, idOf(request));
        if (!letter) throw new HttpError(404, 'There is no such dead letter');
        return { body: letter };
      }),
    ),
    route(
      'POST',
      '/eda/dlq/{id}/replay',
      withDatabase(async (database, request) => {
        const run = request.query.get('dryRun') === 'true' ? rehearseReplay : replayDeadLetter;
        return answerReplay(await run(runtime, database, idOf(request)));
      }),
    ),
    route(
      'POST',
      '/eda/dlq/{id}/discard',
      withDatabase(async (database, request) =>
        answerReplay(await discardDeadLetter(runtime, database, idOf(request))),
      ),
    ),
    route(
      'GET',
      '/eda/outbox',
      withDatabase(async (database, { query }) => ({
        body: { parked: await listParked(database, limitOf(query)), ...(await measureOutbox(database)) },
      })),
    ),
    route(
      'GET',
      '/eda/history',
      withDatabase((database, { query }) => answerHistory(runtime, database, query)),
    ),
    route('POST', '/eda/deliver', ({ body }) => answerDeliver(runtime, body), DELIVER_LIMIT),
    route(
      'POST',
      '/eda/trace',
      withDatabase(async (database, { body }) => {
        const { ids, since } = readTraceRequest(body);
        const history = runtime.definition.historyMs !== undefined;
        return { body: { records: await findFlowRecords(database, ids, since, history) } };
      }),
    ),
    route(
      'POST',
      '/eda/outbox/{id}/retry',
      withDatabase(async (database, request) => answerParked(await retryParked(database, idOf(request)))),
    ),
    route(
      'POST',
      '/eda/outbox/{id}/skip',
      withDatabase(async (database, request) => answerParked(await skipParked(database, idOf(request)))),
    ),
    ...eventStoreRoutes(runtime, route, withDatabase),
    ...(runtime.definition.sagas?.length ? sagaRoutes(runtime, route, withDatabase) : []),
  ];
}

/** Who it is, and which events a tool may ask it for. */
function describeService(definition: ServiceDefinition) {
  return {
    service: definition.name,
    publishes: Object.keys(definition.publishes),
    takes: definition.subscriptions.flatMap(({ events }) => events.map(({ name }) => name)),
    history: definition.historyMs !== undefined,
  };
}

function authorise(request: EndpointRequest, token: string | undefined): void {
  if (!token) throw new HttpError(403, 'Closed: EDA_ADMIN_TOKEN is not set');
  if (!LOOPBACK.has(request.remoteAddress ?? '')) throw new HttpError(403, 'Open to this machine only');
  if (!isSecret(request.headers.authorization, `Bearer ${token}`))
    throw new HttpError(401, 'The token is wrong');
}

function idOf(request: EndpointRequest): string {
  const id = request.params.id ?? '';
  if (!/^\d{1,18}$/.test(id)) throw new HttpError(400, `'${id}' is not an id`);
  return id;
}

function answerReplay(result: ReplayResult): HttpResponse {
  if (result.kind === 'not-found') throw new HttpError(404, 'There is no such open dead letter');
  return { status: result.kind === 'failed' ? 409 : 200, body: result };
}

function answerParked(found: boolean): HttpResponse {
  if (!found) throw new HttpError(404, 'There is no such parked event');
  return { status: 204 };
}
