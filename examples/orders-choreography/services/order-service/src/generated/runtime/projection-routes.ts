import type { HttpResponse, Projection } from './contract.ts';
import { HttpError } from './errors.ts';
import { createReadProjection } from './projection.ts';
import { type CompiledRoute, compileRoute } from './router.ts';
import type { Endpoint, EndpointRequest } from './server.ts';
import type { ServiceRuntime } from './service-runtime.ts';

const PATIENCE_MS = 1000;

/**
 * `GET /projections/<name>?limit=&after=` (`after` once for each key column) and `GET /projections/<name>/<key>…`. With
 * `position=`, as a command answered it, the answer knows of what that command stored; where the projection is not that
 * far within a second, it is 202 with Retry-After.
 */
export function projectionRoutes(runtime: ServiceRuntime, projection: Projection): CompiledRoute<Endpoint>[] {
  const { database, definition } = runtime;
  if (!database) return [];
  const read = createReadProjection(definition.projections, database);
  const base = `/projections/${projection.name}`;
  const keys = projection.keyColumns.map((_column, index) => `key${index}`);
  const byKey = [base, ...keys.map((key) => `{${key}}`)].join('/');
  const route = (path: string, handle: (request: EndpointRequest) => Promise<HttpResponse>) =>
    compileRoute<Endpoint>('GET', path, {
      name: `GET ${path}`,
      quiet: false,
      handle: async (request) => {
        const position = positionOf(request.query);
        if (position !== undefined && !(await read.reaches(projection.name, position, PATIENCE_MS))) {
          return { status: 202, headers: { 'retry-after': '1' }, body: { status: 'behind', position } };
        }
        return await answerKey(handle, request);
      },
    });
  return [
    route(base, async ({ query }) => {
      const limit = Number(query.get('limit') ?? 100);
      if (!Number.isInteger(limit) || limit < 1)
        throw new HttpError(400, 'limit must be a whole number above 0');
      const after = query.getAll('after');
      const rows = await read.list(projection.name, { limit, ...(after.length > 0 && { after }) });
      return { body: { rows } };
    }),
    route(byKey, async ({ params }) => {
      const row = await read.get(projection.name, ...keys.map((key) => params[key] ?? ''));
      if (!row) throw new HttpError(404, `'${projection.name}' has no row of this key`);
      return { body: row };
    }),
  ];
}

function positionOf(query: URLSearchParams): number | undefined {
  const text = query.get('position');
  if (text === null) return undefined;
  if (!/^\d{1,15}$/.test(text)) throw new HttpError(400, 'position must be what a command answered');
  return Number(text);
}

/** A key that is no value of its column's type (22P02, 22003, 22007) is the caller's mistake. */
async function answerKey(
  handle: (request: EndpointRequest) => Promise<HttpResponse>,
  request: EndpointRequest,
): Promise<HttpResponse> {
  try {
    return await handle(request);
  } catch (error) {
    if (error instanceof Error && 'code' in error && /^22/.test(String(error.code))) {
      throw new HttpError(400, 'The key is not of the type of its column');
    }
    throw error;
  }
}
