import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { HttpResponse, Logger, RouteRequest } from './contract.ts';
import { HttpError, isTransient, RejectedError, toError } from './errors.ts';
import { runInFlow } from './flow-context.ts';
import type { Metrics } from './metrics.ts';
import { type CompiledRoute, createRouteTable, matchRoute, type RouteTable } from './router.ts';
import { runInSpan, validTraceparent } from './tracing.ts';
import { createUuid } from './uuid.ts';

/** What answers a request. `name` labels it in metrics; `quiet` leaves it out of traces (health, deliveries). */
export interface Endpoint {
  readonly name: string;
  readonly quiet: boolean;
  readonly bodyLimit?: number;
  /** Answers, rejects or throws. */
  readonly handle: (request: EndpointRequest) => Promise<HttpResponse>;
}

export interface EndpointRequest extends RouteRequest {
  readonly remoteAddress: string | undefined;
  readonly correlationId: string;
}

export interface HttpServer {
  readonly port: number;
  /** Takes no new connections, ends idle ones, resolves when the last answer is out. */
  close(): Promise<void>;
  /** Cuts every connection: `close` resolves at once. */
  destroy(): void;
}

const BODY_LIMIT = 1_048_576;
const CORRELATION = /^[\x21-\x7e]{1,200}$/;

/** Listens. @throws if the port is taken. */
export async function startServer(
  address: { readonly host: string; readonly port: number },
  routes: readonly CompiledRoute<Endpoint>[],
  dependencies: { readonly logger: Logger; readonly metrics: Metrics },
): Promise<HttpServer> {
  let closing = false;
  const table = createRouteTable(routes);
  const server = createServer((incoming, outgoing) => {
    if (closing) outgoing.shouldKeepAlive = false;
    void answer(table, dependencies, incoming, outgoing);
  });
  // Above the sidecar's own idle time: the end that sends decides when a connection ends.
  server.keepAliveTimeout = 75_000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(address.port, address.host, resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    close: () => {
      closing = true;
      return closeServer(server);
    },
    destroy: () => server.closeAllConnections(),
  };
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const idle = setInterval(() => server.closeIdleConnections(), 50);
    server.close(() => {
      clearInterval(idle);
      resolve();
    });
    server.closeIdleConnections();
  });
}

async function answer(
  routes: RouteTable<Endpoint>,
  { logger, metrics }: { readonly logger: Logger; readonly metrics: Metrics },
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<void> {
  const started = performance.now();
  const method = incoming.method ?? 'GET';
  let name = 'none';
  let quiet = true;
  let response: HttpResponse;
  try {
    const url = incoming.url ?? '/';
    const path = pathOf(url);
    const match = matchRoute(routes, method, path);
    if (match.kind === 'not-found') throw new HttpError(404, `There is nothing at ${path}`);
    if (match.kind === 'wrong-method') {
      outgoing.setHeader('allow', match.allowed.join(', '));
      throw new HttpError(405, `${path} takes ${match.allowed.join(', ')}`);
    }
    const endpoint = match.target;
    ({ name, quiet } = endpoint);
    const text = await readBody(incoming, endpoint.bodyLimit ?? BODY_LIMIT);
    const request: EndpointRequest = {
      method,
      path,
      params: match.params,
      query: new URLSearchParams(url.slice(path.length)),
      headers: flatten(incoming.headers),
      text,
      body: parseBody(endpoint, incoming, text),
      remoteAddress: incoming.socket.remoteAddress,
      // A delivery has its own, in the event.
      correlationId: endpoint.quiet ? '' : correlationIdOf(incoming),
    };
    response = endpoint.quiet
      ? await endpoint.handle(request)
      : await handleTraced(endpoint, request, logger, started);
  } catch (thrown) {
    const error = toError(thrown);
    if (quiet && !(error instanceof HttpError)) logger.error('request failed', { error });
    response = problemOf(error);
  }
  metrics.count('eda_http_requests_total', { route: name, method, status: String(response.status ?? 200) });
  metrics.observe('eda_http_seconds', (performance.now() - started) / 1000, { route: name });
  write(outgoing, response, incoming.complete);
}

function correlationIdOf(incoming: IncomingMessage): string {
  const given = incoming.headers['x-correlation-id'];
  return typeof given === 'string' && CORRELATION.test(given) ? given : createUuid();
}

function handleTraced(
  endpoint: Endpoint,
  request: EndpointRequest,
  logger: Logger,
  started: number,
): Promise<HttpResponse> {
  const parent = validTraceparent(request.headers.traceparent);
  const attributes = { 'http.request.method': request.method, 'http.route': endpoint.name };
  const answered = (status: number) => {
    const ms = Math.round(performance.now() - started);
    // What only reads, and what operators ask, is asked often and starts no flow.
    const starts = request.method !== 'GET' && !request.path.startsWith('/eda/');
    const level = starts || status >= 500 ? 'info' : 'debug';
    logger[level]('request answered', { route: endpoint.name, status, ms });
  };
  return runInSpan(endpoint.name, 'server', parent, attributes, (traceparent) =>
    runInFlow({ correlationId: request.correlationId, ...(traceparent && { traceparent }) }, async () => {
      try {
        const response = await endpoint.handle(request);
        answered(response.status ?? (response.body === undefined ? 204 : 200));
        return response;
      } catch (thrown) {
        const status = statusOf(toError(thrown));
        if (!(thrown instanceof HttpError || thrown instanceof RejectedError))
          logger.error('request failed', { error: toError(thrown) });
        answered(status);
        throw thrown;
      }
    }),
  );
}

/** By events: an async iterator over the request costs as much as parsing it. */
function readBody(incoming: IncomingMessage, limit: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    incoming.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= limit) {
        chunks.push(chunk);
        return;
      }
      incoming.pause();
      reject(new HttpError(413, `The body is larger than ${limit} bytes`));
    });
    incoming.on('end', () => {
      const [first] = chunks;
      resolve((first && chunks.length === 1 ? first : Buffer.concat(chunks)).toString());
    });
    incoming.on('error', reject);
    incoming.on('close', () => {
      // An error costs its stack, and every request is closed.
      if (!incoming.complete) reject(new HttpError(400, 'The request was cut off'));
    });
  });
}

/** Deliveries are parsed by the dispatcher: what is not JSON there must become a dead letter, not a 400. */
function parseBody(endpoint: Endpoint, { headers }: IncomingMessage, text: string): unknown {
  if (endpoint.quiet || text === '' || !/^[^;]*\bjson\b/i.test(headers['content-type'] ?? ''))
    return undefined;
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new HttpError(400, `The body is not JSON: ${toError(error).message}`);
  }
}

/** Errors as `application/problem+json` (RFC 9457). What is not meant for callers is logged where it happened, and not shown. */
function problemOf(error: Error): HttpResponse {
  const status = statusOf(error);
  const isTold = error instanceof HttpError || error instanceof RejectedError;
  const title = isTold ? error.message : 'The service could not answer';
  const issues = error instanceof HttpError && error.issues.length > 0 ? { issues: error.issues } : {};
  return {
    status,
    headers: { 'content-type': 'application/problem+json' },
    body: { type: 'about:blank', title, status, ...issues },
  };
}

function statusOf(error: Error): number {
  if (error instanceof HttpError) return error.status;
  if (error instanceof RejectedError) return 409;
  return isTransient(error) ? 503 : 500;
}

function write(outgoing: ServerResponse, response: HttpResponse, bodyRead: boolean): void {
  const { body } = response;
  // The rest of a body that is too large is not read.
  if (!bodyRead) outgoing.shouldKeepAlive = false;
  const asIs = typeof body === 'string' || body instanceof Uint8Array;
  // Texts stay texts: header and body then leave in one write.
  const payload = body === undefined || asIs ? body : JSON.stringify(body);
  const headers: Record<string, string | number> = { 'x-content-type-options': 'nosniff' };
  if (payload !== undefined) {
    headers['content-type'] = asIs ? 'text/plain; charset=utf-8' : 'application/json';
    headers['content-length'] = Buffer.byteLength(payload);
  }
  outgoing.writeHead(
    response.status ?? (payload === undefined ? 204 : 200),
    response.headers === undefined ? headers : Object.assign(headers, response.headers),
  );
  outgoing.end(payload);
}

function pathOf(url: string): string {
  const at = url.indexOf('?');
  return at < 0 ? url : url.slice(0, at);
}

/** Node joins what comes several times itself, except for the one header that only answers have. */
function flatten(headers: IncomingMessage['headers']): Record<string, string | undefined> {
  const { 'set-cookie': cookies } = headers;
  if (cookies === undefined) return headers as Record<string, string | undefined>;
  return { ...headers, 'set-cookie': cookies.join(', ') };
}
