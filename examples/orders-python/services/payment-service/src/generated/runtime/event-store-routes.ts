import { readTime } from './admin-query.ts';
import { foldStream, streamOf } from './aggregate.ts';
import type { HttpResponse } from './contract.ts';
import type { Database } from './database.ts';
import { HttpError, toError } from './errors.ts';
import { readStreamUntil } from './event-store.ts';
import { listProjections, requestRebuild } from './projection-admin.ts';
import { limitOf } from './request-limit.ts';
import type { CompiledRoute } from './router.ts';
import type { Endpoint, EndpointRequest } from './server.ts';
import type { ServiceRuntime } from './service-runtime.ts';

type WithDatabase = (
  handle: (database: Database, request: EndpointRequest) => Promise<HttpResponse>,
) => Endpoint['handle'];

/** Routes for operators: the state of an aggregate at a moment, and the projections of the service. */
export function eventStoreRoutes(
  runtime: ServiceRuntime,
  route: (method: string, path: string, handle: Endpoint['handle']) => CompiledRoute<Endpoint>,
  withDatabase: WithDatabase,
): CompiledRoute<Endpoint>[] {
  const { definition } = runtime;
  return [
    route(
      'GET',
      '/eda/aggregates/{aggregate}/{id}',
      withDatabase(async (database, request) => ({ body: await describeStream(runtime, database, request) })),
    ),
    route(
      'GET',
      '/eda/projections',
      withDatabase(async (database) => ({
        body: { projections: await listProjections(definition, database) },
      })),
    ),
    route(
      'POST',
      '/eda/projections/{projection}/rebuild',
      withDatabase(async (database, { params }) => {
        const name = params.projection ?? '';
        const result = await requestRebuild(definition, database, name);
        if (result === 'unknown') throw new HttpError(404, `There is no projection '${name}'`);
        if (result !== 'begun') throw new HttpError(409, `It can't be rebuilt: ${result.refused}`);
        runtime.appended(0);
        return { status: 202, body: { projection: name, rebuild: 'begun' } };
      }),
    ),
  ];
}

/** A stream folded up to `version` or `at`, with its last events. Snapshots are not used: it is read as it was written. */
async function describeStream(
  runtime: ServiceRuntime,
  database: Database,
  { params, query }: EndpointRequest,
): Promise<object> {
  const { aggregate = '', id = '' } = params;
  const definition = runtime.definition.aggregates?.find(({ name }) => name === aggregate);
  const code = runtime.wiring.aggregates?.[aggregate];
  if (definition === undefined || code === undefined) {
    throw new HttpError(404, `There is no aggregate '${aggregate}'`);
  }
  const at = readTime(query, 'at');
  const version = versionOf(query);
  const stream = streamOf(aggregate, id);
  const rows = await readStreamUntil(database, stream, {
    ...(at !== undefined && { at }),
    ...(version !== undefined && { version }),
  });
  if (rows.length === 0) {
    throw new HttpError(
      404,
      `There is no event of ${stream}${at || version !== undefined ? ' up to then' : ''}`,
    );
  }
  const { state, version: reached } = foldOrTell(() =>
    foldStream(definition, code, stream, rows, { state: code.initial, version: 0 }),
  );
  return {
    stream,
    version: reached,
    at: rows.at(-1)?.at,
    state,
    events: rows
      .slice(-limitOf(query))
      .map(({ position, ...row }) => ({ position: Number(position), ...row })),
  };
}

/** What is wrong with a stream is what the operator asks for. */
function foldOrTell<Result>(fold: () => Result): Result {
  try {
    return fold();
  } catch (error) {
    throw new HttpError(409, toError(error).message);
  }
}

function versionOf(query: URLSearchParams): number | undefined {
  const text = query.get('version');
  if (text === null) return undefined;
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new HttpError(400, 'version must be a whole number above 0');
  return Number(text);
}
