import type { HttpResponse } from './contract.ts';
import type { Database } from './database.ts';
import { HttpError } from './errors.ts';
import { limitOf } from './request-limit.ts';
import type { CompiledRoute } from './router.ts';
import { interveneRun, listRuns, listVersions, readRun } from './saga-admin.ts';
import type { RunPhase } from './saga-run.ts';
import { runKey } from './saga-store.ts';
import type { Endpoint, EndpointRequest } from './server.ts';
import type { ServiceRuntime } from './service-runtime.ts';

/** A way to say what a route does with the database of the service. */
type WithDatabase = (
  handle: (database: Database, request: EndpointRequest) => Promise<HttpResponse>,
) => Endpoint['handle'];

/** Routes for operators: runs of the service's sagas, and what to do about those that stand still. */
export function sagaRoutes(
  runtime: ServiceRuntime,
  route: (method: string, path: string, handle: Endpoint['handle']) => CompiledRoute<Endpoint>,
  withDatabase: WithDatabase,
): CompiledRoute<Endpoint>[] {
  const { sagas = [] } = runtime.definition;
  const intervene = (kind: 'retry' | 'abort') =>
    route(
      'POST',
      `/eda/sagas/{saga}/{key}/${kind}`,
      withDatabase(async (database, request) => {
        const { saga, key } = runOf(request);
        const input = kind === 'retry' ? { kind } : { kind, note: noteOf(request.body) };
        return { body: await interveneRun(runtime, database, saga, key, input) };
      }),
    );
  return [
    route(
      'GET',
      '/eda/sagas',
      withDatabase(async (database, { query }) => {
        const saga = query.get('saga');
        const filter = { ...(saga !== null && { saga }), states: statesOf(query), limit: limitOf(query) };
        return { body: { runs: await listRuns(database, filter) } };
      }),
    ),
    route(
      'GET',
      '/eda/saga-versions',
      withDatabase(async (database) => ({ body: { versions: await listVersions(database, sagas) } })),
    ),
    route(
      'GET',
      '/eda/sagas/{saga}/{key}',
      withDatabase(async (database, request) => {
        const { saga, key } = runOf(request);
        const run = await readRun(database, saga, key);
        if (run === undefined) throw new HttpError(404, `There is no run '${key}' of saga '${saga}'`);
        return { body: run };
      }),
    ),
    intervene('retry'),
    intervene('abort'),
  ];
}

function runOf({ params }: EndpointRequest): { saga: string; key: string } {
  return { saga: params.saga ?? '', key: runKey(params.key ?? '') };
}

const OPEN: readonly RunPhase[] = ['running', 'compensating', 'parked'];
const STATES: readonly RunPhase[] = [...OPEN, 'completed', 'compensated', 'aborted'];

/** `?state=` as often as there are states; open ones where there is none, `all` for all. */
function statesOf(query: URLSearchParams): readonly RunPhase[] {
  const asked = query.getAll('state');
  if (asked.length === 0) return OPEN;
  if (asked.includes('all')) return STATES;
  return asked.map((name) => {
    const state = STATES.find((known) => known === name);
    if (state === undefined) throw new HttpError(400, `state must be one of ${STATES.join(', ')}, all`);
    return state;
  });
}

function noteOf(body: unknown): string | undefined {
  const note = typeof body === 'object' && body !== null && 'note' in body ? body.note : undefined;
  if (note === undefined) return undefined;
  if (typeof note !== 'string' || note.length > 1000) throw new HttpError(400, 'note must be a text');
  return note;
}
