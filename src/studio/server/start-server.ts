import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { checkOrigin, checkWrite, cookieOf, isSame, type Refusal } from './check-request.ts';
import { type StaticFiles, sendFile } from './static-files.ts';

/** Answers a request below `/api/`; undefined where there is no such thing. */
export type ApiHandler = (request: ApiRequest) => Promise<ApiAnswer | undefined>;

export interface ApiRequest {
  readonly method: 'GET' | 'POST';
  /** Behind `/api/`. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** Of a POST: JSON, parsed. */
  readonly body: unknown;
  readonly ifMatch?: string;
}

export type ApiAnswer =
  | { readonly status: number; readonly body: unknown }
  /** Server-sent events: called with what sends one; gives back what to do when the reader has gone. */
  | { readonly stream: (send: (event: string, data: unknown) => void) => () => void };

export interface StudioServer {
  /** Address with the token in its fragment, which no server ever gets to see. */
  readonly url: string;
  readonly port: number;
  close(): Promise<void>;
}

export interface ServerOptions {
  /** 0: any that is free. */
  readonly port: number;
  readonly files: StaticFiles;
  readonly handle: ApiHandler;
  /** Told of what an answer failed at; it is our bug. */
  readonly onError: (error: unknown) => void;
}

/** A request of this size is no edit of a design. In bytes. */
const largestBody = 4 * 1024 * 1024;
const heartbeatMs = 20_000;

/** Nothing from elsewhere, nothing that isn't a file of ours, in no frame. */
const contentSecurity = [
  "default-src 'self'",
  "connect-src 'self'",
  "img-src 'self' data: blob:",
  "style-src 'self'",
  "script-src 'self'",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const everyAnswer = {
  'content-security-policy': contentSecurity,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), microphone=(), geolocation=()',
  'cache-control': 'no-store',
} as const;

/**
 * Serves the studio to this machine alone. Whoever starts it gets a token; the page exchanges it for a cookie, and
 * nothing of a design is told without. Rejects with the system's error where the port can't be had.
 */
export async function startServer({ port, files, handle, onError }: ServerOptions): Promise<StudioServer> {
  const token = randomBytes(32).toString('base64url');
  const session = randomBytes(32).toString('base64url');
  const streams = new Set<ServerResponse>();
  let listening = port;

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const refused = checkOrigin(request, listening);
    if (refused !== undefined) return refuse(response, refused);
    const url = new URL(request.url ?? '/', 'http://studio');
    if (!url.pathname.startsWith('/api/')) {
      if (request.method !== 'GET' && request.method !== 'HEAD')
        return refuse(response, { status: 405, error: 'files are only read' });
      return sendFile(files, url.pathname, response, everyAnswer);
    }
    if (request.method !== 'GET' && request.method !== 'POST')
      return refuse(response, { status: 405, error: 'GET or POST is expected' });
    if (request.method === 'POST') {
      const foreign = checkWrite(request, listening);
      if (foreign !== undefined) return refuse(response, foreign);
    }
    const cookie = `eda_studio_${listening}`;
    const read =
      request.method === 'POST' ? await readJson(request) : ({ ok: true, value: undefined } as const);
    if (!read.ok) return refuse(response, read.refusal);
    const path = url.pathname.slice('/api/'.length);
    if (path === 'session' && request.method === 'POST') {
      const given = (read.value as { token?: unknown } | null)?.token;
      if (typeof given !== 'string' || !isSame(given, token))
        return refuse(response, { status: 401, error: 'this token is not the one of this start' });
      response.setHeader('set-cookie', `${cookie}=${session}; HttpOnly; SameSite=Strict; Path=/`);
      return sendJson(response, 200, {});
    }
    if (!isSame(cookieOf(request, cookie) ?? '', session))
      return refuse(response, { status: 401, error: 'open the address that eda studio printed' });
    const ifMatch = request.headers['if-match'];
    const answered = await handle({
      method: request.method,
      path,
      query: url.searchParams,
      body: read.value,
      ...(ifMatch === undefined ? {} : { ifMatch }),
    });
    if (answered === undefined) return sendJson(response, 404, { error: 'there is nothing of this name' });
    if ('stream' in answered) return openStream(response, answered.stream, streams);
    sendJson(response, answered.status, answered.body);
  };

  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => {
      onError(error);
      if (!response.headersSent)
        sendJson(response, 500, { error: 'the studio failed; its terminal says at what' });
      else response.destroy();
    });
  });
  server.requestTimeout = 30_000;
  await listen(server, port);
  listening = (server.address() as AddressInfo).port;
  return {
    url: `http://127.0.0.1:${listening}/#token=${token}`,
    port: listening,
    close: () =>
      new Promise((done) => {
        for (const stream of streams) stream.end();
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((done, fail) => {
    server.once('error', fail);
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => {
      server.off('error', fail);
      done();
    });
  });
}

function refuse(response: ServerResponse, { status, error }: Refusal): void {
  sendJson(response, status, { error });
}

function sendJson(response: ServerResponse, status: number, body: unknown): void {
  // Encoded once: its length is asked for, and it is sent.
  const bytes = Buffer.from(JSON.stringify(body));
  response.writeHead(status, {
    ...everyAnswer,
    'content-type': 'application/json; charset=utf-8',
    'content-length': bytes.length,
  });
  response.end(bytes);
}

type ReadBody =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly refusal: Refusal };

async function readJson(request: IncomingMessage): Promise<ReadBody> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += (chunk as Buffer).length;
    // Read to its end all the same: who is cut off in the middle never sees the answer.
    if (size <= largestBody) chunks.push(chunk as Buffer);
  }
  if (size > largestBody) return { ok: false, refusal: { status: 413, error: 'this is too much' } };
  try {
    return { ok: true, value: JSON.parse(Buffer.concat(chunks).toString('utf8')) };
  } catch {
    return { ok: false, refusal: { status: 400, error: 'this is no JSON' } };
  }
}

function openStream(
  response: ServerResponse,
  start: Extract<ApiAnswer, { readonly stream: unknown }>['stream'],
  streams: Set<ServerResponse>,
): void {
  response.writeHead(200, { ...everyAnswer, 'content-type': 'text/event-stream; charset=utf-8' });
  response.write('retry: 1000\n\n');
  streams.add(response);
  const stop = start((event, data) => {
    response.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
  });
  const heartbeat = setInterval(() => response.write(':\n\n'), heartbeatMs);
  response.on('close', () => {
    clearInterval(heartbeat);
    streams.delete(response);
    stop();
  });
}
